import { expect } from 'chai';
import { nonRetryable, type RetryerOptions } from '../../lib/retry/index.ts';
import { failure, rejectionOf, settled } from '../support/failure.ts';
import { RetryHarness } from './harness.ts';

/** As a connect to a port has it where a route prohibits the way; without a port as a Unix socket has it. */
function denied(port?: number): Error {
  return Object.assign(failure('EACCES'), { syscall: 'connect', port });
}

/** The network is down and nobody knows it: the kernel has said so, and that has not been read. */
function unseenOutage(options: RetryerOptions = {}): RetryHarness {
  const harness = new RetryHarness({ maxAttempts: 1, ...options });
  harness.network.pending = 'down';
  return harness;
}

function failingOnce(error: unknown): (context: { invocation: number }) => number {
  return ({ invocation }) => {
    if (invocation === 1) throw error;
    return invocation;
  };
}

describe('a way that the kernel forbids', () => {
  it('is an outage’s doing when the network is down by then: the attempt is given back', async () => {
    const { retryer, network } = unseenOutage();
    const done = retryer.do(failingOnce(denied(443)));
    await settled();
    network.set('up');
    expect(await done).to.equal(2);
  });

  it('is final when the network is usable, and no reason to verify it', async () => {
    const { retryer, network } = new RetryHarness();
    const error = denied(443);
    expect(await rejectionOf(retryer.do(failingOnce(error)))).to.equal(error);
    expect(network.verifications).to.equal(0);
  });

  it('is final without a port: a Unix socket is not the network’s', async () => {
    const error = denied();
    expect(await rejectionOf(unseenOutage().retryer.do(failingOnce(error)))).to.equal(error);
  });

  it('is final when the user says so', async () => {
    const marked = nonRetryable(denied(443));
    expect(await rejectionOf(unseenOutage().retryer.do(failingOnce(marked)))).to.equal(marked);
    const judged = denied(443);
    const { retryer } = unseenOutage({ isRetryable: () => false });
    expect(await rejectionOf(retryer.do(failingOnce(judged)))).to.equal(judged);
  });

  it('and a bug stays a bug in an outage', async () => {
    const bug = new TypeError('x is not a function');
    expect(await rejectionOf(unseenOutage().retryer.do(failingOnce(bug)))).to.equal(bug);
  });
});
