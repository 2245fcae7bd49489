import { expect } from 'chai';
import type { RetryError } from '../../lib/retry/index.ts';
import { deferred, failure, rejectionOf, settled } from '../support/failure.ts';
import { ScriptedNetwork } from '../support/scripted-network.ts';
import { RetryHarness } from './harness.ts';

/** Fails, fails in an outage that is a minute long, fails again, and so to the end; each attempt takes 100 ms. */
async function liveThrough({ retryer, network, clock }: RetryHarness, errors: readonly Error[]): Promise<unknown> {
  let work = deferred<string>();
  const end = retryer.do(() => work.promise, { name: 'export' }).catch((error: unknown) => error);
  const fail = async (error: Error, thenMs: number): Promise<void> => {
    const failing = work;
    work = deferred();
    clock.advance(100);
    failing.reject(error);
    await settled();
    clock.advance(thenMs);
    await settled();
  };
  await fail(errors[0]!, 1_000);
  network.set('down');
  await fail(errors[1]!, 60_000);
  network.set('up');
  await settled();
  await fail(errors[2]!, 2_000);
  clock.advance(100);
  work.resolve('done');
  return end;
}

describe('the events of an operation', () => {
  it('tell of each step, with name and attempt', async () => {
    const harness = new RetryHarness({ initialDelay: '1s', maxAttempts: 3 });
    const errors = [failure('ECONNREFUSED'), failure('ECONNRESET'), failure('EPIPE')];
    expect(await liveThrough(harness, errors)).to.equal('done');
    const attempts = [
      { name: 'export', attempt: 1, invocation: 1, outages: 0 },
      { name: 'export', attempt: 2, invocation: 2, outages: 0 },
      { name: 'export', attempt: 2, invocation: 3, outages: 1 },
      { name: 'export', attempt: 3, invocation: 4, outages: 1 },
    ];
    expect(harness.events).to.deep.equal([
      ['attempt', attempts[0]],
      ['retry', { name: 'export', attempt: 1, delayMs: 1_000, error: errors[0] }],
      ['attempt', attempts[1]],
      ['outage', { name: 'export', attempt: 2, error: errors[1] }],
      ['resume', { name: 'export', attempt: 2, parkedMs: 60_000 }],
      ['attempt', attempts[2]],
      ['retry', { name: 'export', attempt: 2, delayMs: 2_000, error: errors[2] }],
      ['attempt', attempts[3]],
      ['success', { name: 'export', attempt: 3, elapsedMs: 63_400, error: null }],
    ]);
  });

  it('end with what it rejects with, and when', async () => {
    const harness = new RetryHarness({ initialDelay: '1s', maxAttempts: 2 });
    const error = await liveThrough(harness, [failure('EPIPE'), failure('EPIPE'), failure('EPIPE')]);
    expect(harness.events.at(-1)).to.deep.equal(['giveup', { name: 'export', attempt: 2, elapsedMs: 61_300, error }]);
  });

  it('say of an operation that had not started that nothing had failed', async () => {
    const { retryer, network, events } = new RetryHarness({}, new ScriptedNetwork('down'));
    const done = retryer.do(() => 1);
    await settled();
    expect(events).to.deep.equal([['outage', { name: 'operation', attempt: 1, error: null }]]);
    network.set('up');
    await done;
  });
});

describe('the history in a RetryError', () => {
  it('has each invocation: what it failed of, when it began, how long it took, whether it was given back', async () => {
    const harness = new RetryHarness({ initialDelay: '1s', maxAttempts: 2 });
    const startMs = harness.clock.wallNow().getTime();
    const errors = [failure('ECONNREFUSED'), failure('ECONNRESET'), failure('EPIPE')];
    const error = (await liveThrough(harness, errors)) as RetryError;
    expect(error).to.include({ code: 'ERR_NETWAKE_RETRY_EXHAUSTED', cause: errors[2] });
    expect(error.message).to.equal('export failed after 2 attempts: failed: EPIPE');
    expect(error.attempts).to.deep.equal([
      { attempt: 1, error: errors[0], startedAt: new Date(startMs), durationMs: 100, outage: false },
      { attempt: 2, error: errors[1], startedAt: new Date(startMs + 1_100), durationMs: 100, outage: true },
      { attempt: 2, error: errors[2], startedAt: new Date(startMs + 61_200), durationMs: 100, outage: false },
    ]);
  });

  for (const count of [999, 1_000, 1_001, 2_500]) {
    it(`has the last thousand of ${count} at the most`, async () => {
      const { retryer } = new RetryHarness({ initialDelay: 0, maxAttempts: count });
      const error = (await rejectionOf(retryer.do(() => Promise.reject(failure('ECONNREFUSED'))))) as RetryError;
      const told = Math.min(1_000, count);
      const attempts = Array.from({ length: told }, (_, index) => count - told + 1 + index);
      expect(error.attempts.map(({ attempt }) => attempt)).to.deep.equal(attempts);
    });
  }
});
