import { expect } from 'chai';
import { failure, settled } from '../support/failure.ts';
import { RetryHarness } from './harness.ts';

describe('when an error speaks of the network', () => {
  it('asks for a verification and counts nothing before it is there', async () => {
    const { retryer, network } = new RetryHarness({ maxAttempts: 1 });
    network.holdVerifications();
    const done = retryer.do(({ invocation }) => {
      if (invocation === 1) throw failure('ETIMEDOUT');
      return invocation;
    });
    await settled();
    expect(network.verifications).to.equal(1);
    network.set('down');
    network.answerVerification();
    await settled();
    network.set('up');
    expect(await done).to.equal(2);
  });

  it('counts the attempt once the network has been found well', async () => {
    const { retryer, network } = new RetryHarness({ maxAttempts: 1 });
    network.holdVerifications();
    const failing = retryer
      .do(() => {
        throw failure('ETIMEDOUT');
      })
      .catch((error: unknown) => error);
    await settled();
    network.answerVerification();
    expect(await failing).to.have.property('code', 'ERR_NETWAKE_RETRY_EXHAUSTED');
  });

  it('gives the attempt back when the outage shows during the backoff, before the verdict', async () => {
    const { retryer, network } = new RetryHarness({ maxAttempts: 2, initialDelay: '10s' });
    network.holdVerifications();
    const attempts: number[] = [];
    const done = retryer.do(({ attempt, invocation }) => {
      attempts.push(attempt);
      if (invocation === 1) throw failure('ECONNRESET');
    });
    await settled();
    network.set('down');
    await settled();
    network.set('up');
    await done;
    expect(attempts).to.deep.equal([1, 1]);
  });

  it('waits for the verdict when the backoff is over first', async () => {
    const { retryer, network, clock } = new RetryHarness({ initialDelay: '1s' });
    network.holdVerifications();
    let calls = 0;
    const done = retryer.do(() => {
      if (++calls === 1) throw failure('ECONNRESET');
    });
    await settled();
    clock.advance(1_000);
    await settled();
    expect(calls).to.equal(1);
    network.answerVerification();
    await done;
    expect(calls).to.equal(2);
  });

  for (const [what, error] of [
    ['a refused connection', failure('ECONNREFUSED')],
    ['an HTTP status', Object.assign(new Error('bad gateway'), { status: 502 })],
  ] as const) {
    it(`does not suspect the network for ${what}: somebody answered`, async () => {
      const { retryer, network } = new RetryHarness({ maxAttempts: 1 });
      await retryer
        .do(() => {
          throw error;
        })
        .catch(() => {});
      expect(network.verifications).to.equal(0);
    });
  }
});
