import { getEventListeners } from 'node:events';
import { expect } from 'chai';
import { untilAborted } from '../lib/until-aborted.ts';
import { reasonOf } from './support/codes.ts';

describe('a wait for what can not be called off', () => {
  const never = (): Promise<never> => new Promise(() => {});

  it('comes to what that comes to, and leaves no listener behind', async () => {
    const { signal } = new AbortController();
    expect(await untilAborted(signal, () => Promise.resolve(1))).to.equal(1);
    const failure = new Error('of its own');
    expect(await reasonOf(untilAborted(signal, () => Promise.reject(failure)))).to.equal(failure);
    expect(getEventListeners(signal, 'abort')).to.deep.equal([]);
  });

  it('ends with the reason of the signal, however it would have gone on', async () => {
    const controller = new AbortController();
    const waiting = reasonOf(untilAborted(controller.signal, never));
    const reason = new Error('enough');
    controller.abort(reason);
    expect(await waiting).to.equal(reason);
  });

  it('begins nothing where the signal is aborted already', async () => {
    let begun = false;
    await reasonOf(
      untilAborted(AbortSignal.abort(new Error('before')), () => {
        begun = true;
        return never();
      }),
    );
    expect(begun).to.equal(false);
  });
});
