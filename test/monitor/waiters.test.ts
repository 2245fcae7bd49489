import { getEventListeners } from 'node:events';
import { expect } from 'chai';
import { suffices, Waiters } from '../../lib/monitor/waiters.ts';
import { reasonOf } from '../support/codes.ts';
import { ManualClock } from '../support/manual-clock.ts';

describe('whether a state ends a wait', () => {
  for (const [state, forDegraded, forUp] of [
    ['unknown', false, false],
    ['down', false, false],
    ['degraded', true, false],
    ['up', true, true],
  ] as const) {
    it(`${state}: ${forDegraded} for degraded, ${forUp} for up`, () => {
      expect([suffices(state, 'degraded'), suffices(state, 'up')]).to.deep.equal([forDegraded, forUp]);
    });
  }
});

describe('who waits', () => {
  let clock: ManualClock;
  let waiters: Waiters;

  beforeEach(() => {
    clock = new ManualClock();
    waiters = new Waiters(clock);
  });

  it('is woken in the order of coming, each by the state that is good enough', async () => {
    const order: string[] = [];
    const all = Promise.all(
      (['degraded', 'up', 'degraded'] as const).map((minimum, index) =>
        waiters.wait(minimum, undefined, null).then(() => order.push(`${index} ${minimum}`)),
      ),
    );
    waiters.wake('down');
    waiters.wake('degraded');
    await Promise.resolve();
    waiters.wake('up');
    await all;
    expect(order).to.deep.equal(['0 degraded', '2 degraded', '1 up']);
  });

  it('is rejected with ERR_NETWAKE_TIMEOUT when the time is over, not before', async () => {
    const waiting = reasonOf(waiters.wait('degraded', undefined, 1_000));
    clock.advance(999);
    expect(clock.pending).to.have.length(1);
    clock.advance(1);
    expect(await waiting).to.include({ code: 'ERR_NETWAKE_TIMEOUT' });
  });

  it('does not keep the process alive by its timeout', () => {
    void waiters.wait('degraded', undefined, 1_000);
    expect(clock.pending.map(({ unref }) => unref)).to.deep.equal([true]);
  });

  it('is rejected with the reason of the abort', async () => {
    const controller = new AbortController();
    const waiting = reasonOf(waiters.wait('degraded', controller.signal, null));
    const reason = new Error('enough');
    controller.abort(reason);
    expect(await waiting).to.equal(reason);
  });

  it('is rejected with ERR_NETWAKE_STOPPED when everyone is', async () => {
    const both = [waiters.wait('degraded', undefined, null), waiters.wait('up', undefined, 1_000)].map(reasonOf);
    waiters.rejectAll();
    for (const reason of await Promise.all(both)) expect(reason).to.include({ code: 'ERR_NETWAKE_STOPPED' });
  });

  for (const [how, end] of [
    ['woken', (): void => waiters.wake('up')],
    ['timed out', (): void => clock.advance(1_000)],
    ['rejected', (): void => waiters.rejectAll()],
  ] as const) {
    it(`leaves no timer and no listener when ${how}`, async () => {
      const { signal } = new AbortController();
      const waiting = waiters.wait('degraded', signal, 1_000).then(
        () => null,
        () => null,
      );
      expect([clock.pending.length, getEventListeners(signal, 'abort').length]).to.deep.equal([1, 1]);
      end();
      await waiting;
      expect([clock.pending.length, getEventListeners(signal, 'abort').length]).to.deep.equal([0, 0]);
    });
  }

  it('leaves no timer when aborted', async () => {
    const controller = new AbortController();
    const waiting = reasonOf(waiters.wait('degraded', controller.signal, 1_000));
    controller.abort();
    await waiting;
    expect(clock.pending).to.deep.equal([]);
  });

  it('may be a hundred thousand', async () => {
    const all = Promise.all(Array.from({ length: 100_000 }, () => waiters.wait('degraded', undefined, null)));
    waiters.wake('up');
    expect(await all).to.have.length(100_000);
  });
});
