import { expect } from 'chai';
import fc from 'fast-check';
import { failure, settled } from '../support/failure.ts';
import { RetryHarness } from './harness.ts';

const refuse = (): never => {
  throw failure('ECONNREFUSED');
};

/** A retryer of attempts without a delay, so that what it may spend is all that holds it back. */
const spender = (capacity: number, refillPerSecond = 0): RetryHarness =>
  new RetryHarness({ initialDelay: 0, maxAttempts: 1_000, budget: { capacity, refillPerSecond } });

const outcome = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

describe('with a budget', () => {
  it('rejects with the last error as the cause when no token is left', async () => {
    const { retryer, events } = spender(3);
    const error = await outcome(retryer.do(refuse, { name: 'export' }));
    expect(error).to.include({ code: 'ERR_NETWAKE_BUDGET' });
    expect(error).to.have.nested.property('cause.code', 'ECONNREFUSED');
    expect(error).to.have.property('attempts').with.length(4);
    expect(events.filter(([name]) => name === 'retry')).to.have.length(3);
    expect(events.at(-1)).to.have.nested.property('[1].error', error);
  });

  it('is shared by the operations of a retryer, and by no others', async () => {
    const { retryer } = spender(3);
    await outcome(retryer.do(refuse));
    const error = await outcome(retryer.do(refuse));
    expect(error).to.have.property('code', 'ERR_NETWAKE_BUDGET');
    expect(error).to.have.property('attempts').with.length(1);
    expect(await outcome(spender(3).retryer.do(refuse)))
      .to.have.property('attempts')
      .with.length(4);
  });

  it('refills with time, and not beyond its capacity', async () => {
    const { retryer, clock } = spender(2, 0.5);
    const tries = async (): Promise<number> =>
      ((await outcome(retryer.do(refuse))) as { attempts: unknown[] }).attempts.length;
    expect(await tries()).to.equal(3);
    expect(await tries()).to.equal(1);
    clock.advance(1_999);
    expect(await tries()).to.equal(1);
    clock.advance(1);
    expect(await tries()).to.equal(2);
    clock.advance(3_600_000);
    expect(await tries()).to.equal(3);
  });

  it('costs nothing to be invoked again after an outage', async () => {
    const { retryer, network } = spender(1);
    const done = retryer.do(({ invocation }) => {
      if (invocation > 5) return 'through';
      network.set('down');
      throw failure('ECONNRESET');
    });
    for (let outage = 0; outage < 5; outage++) {
      await settled();
      network.set('up');
    }
    expect(await done).to.equal('through');
  });

  it('takes back what was spent on a failure that turns out to be the network’s', async () => {
    const { retryer, network } = spender(1);
    network.holdVerifications();
    const done = retryer.do(({ invocation }) => {
      if (invocation === 1) throw failure('ETIMEDOUT');
      if (invocation === 2) return refuse();
      return 'through';
    });
    await settled();
    network.set('down');
    await settled();
    network.set('up');
    expect(await done).to.equal('through');
  });

  it('waits for the verification before it rejects for want of a token', async () => {
    const { retryer, network } = spender(1);
    await outcome(retryer.do(refuse));
    network.holdVerifications();
    const done = retryer.do(({ invocation }) => {
      if (invocation === 1) throw failure('ETIMEDOUT');
      return 'through';
    });
    await settled();
    network.set('down');
    await settled();
    network.set('up');
    expect(await done).to.equal('through');
  });

  it('is never overspent, however many operations fail', async () => {
    const property = fc.asyncProperty(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 0, max: 5_000 }),
      async (capacity, operations, laterMs) => {
        const { retryer, clock, events } = spender(capacity, 1);
        const all = Array.from({ length: operations }, () => outcome(retryer.do(refuse)));
        await Promise.all(all);
        clock.advance(laterMs);
        await outcome(retryer.do(refuse));
        const spent = events.filter(([name]) => name === 'retry').length;
        expect(spent).to.equal(capacity + Math.min(capacity, Math.floor(laterMs / 1_000)));
      },
    );
    await fc.assert(property, { numRuns: 40 });
  });
});
