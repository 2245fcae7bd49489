import { expect } from 'chai';
import { deferred, failure, rejectionOf, settled } from '../support/failure.ts';
import { ScriptedNetwork } from '../support/scripted-network.ts';
import { RetryHarness } from './harness.ts';

describe('with maxElapsedTime', () => {
  it('begins no attempt after it, though it was the verification of the last that took so long', async () => {
    const budget = { capacity: 1, refillPerSecond: 0.001 };
    const { retryer, network, clock } = new RetryHarness({ initialDelay: 10, maxElapsedTime: 100, budget });
    network.holdVerifications();
    let calls = 0;
    const fail = (): Promise<never> => {
      calls++;
      return Promise.reject(failure('ECONNRESET'));
    };
    const ended = rejectionOf(retryer.do(fail));
    await settled();
    clock.advance(101);
    network.answerVerification();
    expect(await ended).to.include({ code: 'ERR_NETWAKE_RETRY_EXHAUSTED' });
    expect(calls).to.equal(1);
    // The attempt that was not made has cost nothing.
    const refused = retryer.do(({ attempt }) => (attempt === 1 ? Promise.reject(failure('ECONNREFUSED')) : attempt));
    await settled();
    clock.advance(10);
    expect(await refused).to.equal(2);
  });

  it('counts what an operation that was parked waits for its turn as parked, also before a later attempt', async () => {
    const options = { resume: { concurrency: 1 }, initialDelay: 10, maxElapsedTime: 300 };
    const { retryer, network, clock } = new RetryHarness(options, new ScriptedNetwork('down'));
    const first = retryer.do(({ attempt }) => (attempt < 3 ? Promise.reject(failure('ECONNREFUSED')) : attempt));
    const turn = deferred<void>();
    const second = retryer.do(() => turn.promise);
    await settled();
    network.set('up');
    await settled();
    clock.advance(10);
    // The second is in, and the first lines up for its second attempt.
    clock.advance(10_000);
    turn.resolve();
    await second;
    await settled();
    clock.advance(20);
    expect(await first).to.equal(3);
  });
});
