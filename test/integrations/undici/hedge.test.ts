import { expect } from 'chai';
import { Hedge } from '../../../lib/integrations/undici/hedge.ts';
import { reasonOf } from '../../support/codes.ts';
import { deferred, type Deferred, settled } from '../../support/failure.ts';
import { ManualClock } from '../../support/manual-clock.ts';

/** Requests that a test answers, and whether they have been given up. */
function requests(): {
  sent: Array<Deferred<string> & { signal: AbortSignal }>;
  send: (signal: AbortSignal) => Promise<string>;
} {
  const sent: Array<Deferred<string> & { signal: AbortSignal }> = [];
  const send = (signal: AbortSignal): Promise<string> => {
    const one = { ...deferred<string>(), signal };
    sent.push(one);
    return one.promise;
  };
  return { sent, send };
}

describe('a hedged request', () => {
  it('is sent once when it is answered soon', async () => {
    const clock = new ManualClock();
    const { sent, send } = requests();
    const answer = new Hedge<string>(clock).send(send, true);
    sent[0]!.resolve('first');
    expect(await answer).to.equal('first');
    expect([sent.length, clock.pending.length]).to.deep.equal([1, 0]);
  });

  it('is sent once more otherwise; the first answer counts, and the other request is given up', async () => {
    const clock = new ManualClock();
    const { sent, send } = requests();
    const answer = new Hedge<string>(clock).send(send, true);
    clock.advance(10);
    sent[1]!.resolve('second');
    expect(await answer).to.equal('second');
    expect(sent.map(({ signal }) => signal.aborted)).to.deep.equal([true, false]);
  });

  it('is not sent twice where that is not wanted', () => {
    const clock = new ManualClock();
    void new Hedge<string>(clock).send(requests().send, false);
    expect(clock.pending).to.deep.equal([]);
  });

  it('is sent once more at once when it fails, and not again after that', async () => {
    const clock = new ManualClock();
    const { sent, send } = requests();
    const failure = reasonOf(new Hedge<string>(clock).send(send, true));
    sent[0]!.reject(new Error('first'));
    await settled();
    expect([sent.length, clock.pending.length]).to.deep.equal([2, 0]);
    sent[1]!.reject(new Error('second'));
    expect((await failure).message).to.equal('first');
    expect(sent).to.have.length(2);
  });

  it('fails when both have, with the first error', async () => {
    const clock = new ManualClock();
    const { sent, send } = requests();
    const failure = reasonOf(new Hedge<string>(clock).send(send, true));
    clock.advance(10);
    sent[0]!.reject(new Error('first'));
    await settled();
    sent[1]!.reject(new Error('second'));
    expect((await failure).message).to.equal('first');
  });

  it('is not ended by the request that was given up, though that is answered after all', async () => {
    const clock = new ManualClock();
    const { sent, send } = requests();
    const answer = new Hedge<string>(clock).send(send, true);
    clock.advance(10);
    sent[0]!.resolve('first');
    sent[1]!.resolve('second');
    expect(await answer).to.equal('first');
    await settled();
    expect(sent.map(({ signal }) => signal.aborted)).to.deep.equal([false, true]);
  });

  it('is not sent once more at once when it was the one before that failed, and had been given up', async () => {
    const clock = new ManualClock();
    const { sent, send } = requests();
    const hedge = new Hedge<string>(clock);
    const first = hedge.send(send, true);
    clock.advance(10);
    sent[1]!.resolve('second');
    await first;
    void hedge.send(send, true);
    sent[0]!.reject(new Error('given up'));
    await settled();
    expect(sent).to.have.length(3);
  });

  it('is sent once only when it is held, and goes on', () => {
    const clock = new ManualClock();
    const { sent, send } = requests();
    const hedge = new Hedge<string>(clock);
    void hedge.send(send, true);
    hedge.hold();
    clock.advance(10);
    expect(sent.map(({ signal }) => signal.aborted)).to.deep.equal([false]);
  });

  it('is given up whole', () => {
    const clock = new ManualClock();
    const { sent, send } = requests();
    const hedge = new Hedge<string>(clock);
    void hedge.send(send, true);
    clock.advance(10);
    hedge.abort('gone');
    expect(sent.map(({ signal }) => signal.aborted)).to.deep.equal([true, true]);
  });
});
