import { getEventListeners } from 'node:events';
import { expect } from 'chai';
import { failure, settled } from '../support/failure.ts';
import { lostWay } from '../support/lost-way.ts';
import { ScriptedNetwork } from '../support/scripted-network.ts';
import { RetryHarness } from './harness.ts';

/** Runs `begin` with a signal, aborts it once all is still, and answers what came of the operation. */
async function abortWhenStill(begin: (signal: AbortSignal) => Promise<unknown>): Promise<unknown> {
  const controller = new AbortController();
  const outcome = begin(controller.signal).catch((error: unknown) => error);
  await settled();
  controller.abort(new Error('enough'));
  const reason = await outcome;
  expect(reason).to.equal(controller.signal.reason);
  expect(getEventListeners(controller.signal, 'abort')).to.deep.equal([]);
  return reason;
}

describe('aborting an operation', () => {
  it('before it begins invokes nothing', async () => {
    const harness = new RetryHarness();
    const { retryer } = harness;
    const signal = AbortSignal.abort(new Error('early'));
    expect(await retryer.do(() => 1, { signal }).catch((error: unknown) => error)).to.equal(signal.reason);
    expect(harness.eventNames).to.deep.equal([]);
  });

  it('in flight ends it at once, although the task does not heed its signal', async () => {
    const { retryer } = new RetryHarness();
    await abortWhenStill((signal) => retryer.do(() => new Promise(() => {}), { signal }));
  });

  it('in flight tells the task', async () => {
    const { retryer } = new RetryHarness();
    let inner: AbortSignal | undefined;
    const reason = await abortWhenStill((signal) =>
      retryer.do(
        (context) => {
          inner = context.signal;
          return new Promise(() => {});
        },
        { signal },
      ),
    );
    expect(inner).to.include({ aborted: true, reason });
  });

  it('in backoff leaves no timer', async () => {
    const { retryer, clock } = new RetryHarness();
    await abortWhenStill((signal) =>
      retryer.do(
        () => {
          throw failure('ECONNREFUSED');
        },
        { signal },
      ),
    );
    expect(clock.pending).to.deep.equal([]);
  });

  it('during a verification', async () => {
    const { retryer, network } = new RetryHarness({ maxAttempts: 1 });
    network.holdVerifications();
    await abortWhenStill((signal) =>
      retryer.do(
        () => {
          throw failure('ETIMEDOUT');
        },
        { signal },
      ),
    );
  });

  it('while parked, and recovery then invokes nothing', async () => {
    const { retryer, network, clock } = new RetryHarness({ maxNetworkWait: '1h' }, new ScriptedNetwork('down'));
    let calls = 0;
    await abortWhenStill((signal) => retryer.do(() => calls++, { signal }));
    expect(clock.pending).to.deep.equal([]);
    network.set('up');
    await settled();
    expect(calls).to.equal(0);
  });

  for (const [what, find] of [
    ['an outage', (network: ScriptedNetwork) => void (network.pending = 'down')],
    ['the loss of its way', (network: ScriptedNetwork) => void (network.pendingLoss = lostWay())],
  ] as const) {
    it(`by who hears that ${what} is what it failed of: nothing is invoked, and nothing told any more`, async () => {
      const harness = new RetryHarness({ maxAttempts: 1, abortOnNetworkDown: true });
      const { network, retryer } = harness;
      const controller = new AbortController();
      const abort = (): void => controller.abort(new Error('enough'));
      network.once('path', abort).once('state', abort);
      let invocations = 0;
      const task = (): Promise<never> => {
        invocations++;
        find(network);
        return Promise.reject(failure('ECONNRESET'));
      };
      const { signal } = controller;
      expect(await retryer.do(task, { signal }).catch((error: unknown) => error)).to.equal(signal.reason);
      network.set('up');
      await settled();
      expect(invocations).to.equal(1);
      expect(harness.eventNames).to.deep.equal(['attempt', 'giveup']);
    });
  }

  it('ends in giveup with the reason', async () => {
    const { retryer, events } = new RetryHarness();
    const reason = await abortWhenStill((signal) => retryer.do(() => new Promise(() => {}), { signal }));
    expect(events.at(-1)).to.deep.equal(['giveup', { name: 'operation', attempt: 1, elapsedMs: 0, error: reason }]);
  });
});

describe('one signal shared by many operations', () => {
  it('bears a single listener while they run and none afterwards', async () => {
    const { retryer, network } = new RetryHarness({}, new ScriptedNetwork('down'));
    const { signal } = new AbortController();
    const all = Array.from({ length: 100_000 }, () => retryer.do(() => 1, { signal }));
    await settled();
    expect(getEventListeners(signal, 'abort')).to.have.length(1);
    network.set('up');
    await Promise.all(all);
    expect(getEventListeners(signal, 'abort')).to.deep.equal([]);
  });
});
