import { expect } from 'chai';
import { Retryer, type RetryerOptions } from '../../lib/retry/index.ts';
import { failure, rejectionOf, settled } from '../support/failure.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { ScriptedNetwork } from '../support/scripted-network.ts';

/** The delays of an operation that fails to the end, with chance in the test's hands. */
async function delaysWith(options: RetryerOptions, random: number): Promise<number[]> {
  const clock = new ManualClock();
  const retryer = new Retryer(options, { clock, random: () => random });
  const delays: number[] = [];
  retryer.on('retry', ({ delayMs }) => void delays.push(delayMs));
  const failed = rejectionOf(retryer.do(() => Promise.reject(failure('ECONNREFUSED'))));
  let isOver = false;
  void failed.then(() => (isOver = true));
  while (!isOver) {
    await settled();
    clock.advance(60_000);
  }
  return delays;
}

describe('a retryer without options', () => {
  it('makes five attempts, after delays from 1 s that double, a quarter more or less', async () => {
    expect(await delaysWith({}, 0)).to.deep.equal([750, 1_500, 3_000, 6_000]);
    expect(await delaysWith({}, 0.5)).to.deep.equal([1_000, 2_000, 4_000, 8_000]);
    expect(await delaysWith({}, 1)).to.deep.equal([1_250, 2_500, 5_000, 10_000]);
  });

  it('waits 30 s at the most, jitter included', async () => {
    const delays = await delaysWith({ maxAttempts: 9 }, 1);
    expect(delays.slice(-4)).to.deep.equal([20_000, 30_000, 30_000, 30_000]);
  });

  it('waits for a network once it has a monitor, for as long as it takes', async () => {
    const clock = new ManualClock();
    const retryer = new Retryer({}, { clock });
    const network = new ScriptedNetwork('down');
    expect(await retryer.do(() => 'without')).to.equal('without');
    const done = retryer.setNetworkMonitor(network).do(() => 'with');
    await settled();
    expect(clock.pending).to.deep.equal([]);
    network.set('up');
    expect(await done).to.equal('with');
  });

  it('leaves attempts in flight alone, however long they take, and whatever becomes of the network', async () => {
    const clock = new ManualClock();
    const network = new ScriptedNetwork();
    const retryer = new Retryer({ monitor: network }, { clock });
    let signal: AbortSignal | undefined;
    void retryer.do((context) => {
      signal = context.signal;
      return new Promise(() => {});
    });
    await settled();
    network.set('down');
    expect(clock.pending).to.deep.equal([]);
    await settled();
    expect(signal).to.have.property('aborted', false);
  });

  it('is silent, but for a logger that it is given', () => {
    expect(() => new Retryer({ logger: console })).not.to.throw();
  });
});

describe('a retryer with maxAttempts: Infinity and no delay', () => {
  it('has no delay after thousands of attempts either', async () => {
    const retryer = new Retryer({ initialDelay: 0, maxAttempts: 3_000 });
    const delays = new Set<number>();
    retryer.on('retry', ({ delayMs }) => void delays.add(delayMs));
    await rejectionOf(retryer.do(() => Promise.reject(failure('ECONNREFUSED'))));
    expect([...delays]).to.deep.equal([0]);
  });
});

describe('a retryer with unref', () => {
  for (const unref of [true, false]) {
    it(`${unref ? 'lets' : 'does not let'} the process end, whatever an operation waits for`, async () => {
      const clock = new ManualClock();
      const network = new ScriptedNetwork();
      const limits = { attemptTimeout: '1m', maxNetworkWait: '1h', resume: { spread: '1s' } } as const;
      const retryer = new Retryer({ unref, monitor: network, ...limits }, { clock });
      const seen: boolean[] = [];
      const look = async (): Promise<void> => {
        await settled();
        seen.push(...clock.pending.map((timer) => timer.unref));
      };
      const controller = new AbortController();
      const task = ({ attempt }: { attempt: number }): Promise<never> =>
        attempt === 1 ? Promise.reject(failure('ECONNREFUSED')) : new Promise(() => {});
      const end = retryer.do(task, { signal: controller.signal }).catch(() => {});
      await look();
      network.set('down');
      await look();
      network.set('up');
      await look();
      clock.advance(1_000);
      await look();
      controller.abort();
      await end;
      expect(seen).to.deep.equal([unref, unref, unref, unref]);
    });
  }
});
