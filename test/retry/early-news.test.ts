import { expect } from 'chai';
import { systemClock } from '../../lib/clock.ts';
import { ParkingLot } from '../../lib/retry/parking-lot.ts';
import { failure, settled } from '../support/failure.ts';
import type { ScriptedNetwork } from '../support/scripted-network.ts';
import { ABORTING } from './hanging-operation.ts';
import { EarlyMonitor, harnessOn, LeastMonitor } from './least-monitor.ts';

const DOWN = 'ERR_NETWAKE_NETWORK_DOWN';

/** It tells of its own state and of that of one target before they are so. */
function earlyWithTarget(): { monitor: EarlyMonitor; target: EarlyMonitor } {
  const target = Object.assign(new EarlyMonitor(), {
    waitUntilUsable: () => new Promise(() => {}),
    [Symbol.dispose]: () => {},
  });
  const monitor = Object.assign(new EarlyMonitor(), {
    target: (name: string) => (name === 'db.lan:5432' ? target : null),
  });
  return { monitor, target };
}

/** A parking lot, and what is told there of each outage: whether it was told before. */
function watchedLot(monitor: LeastMonitor): { lot: ParkingLot; repeats: boolean[] } {
  const lot = ParkingLot.of(monitor as unknown as ScriptedNetwork, systemClock);
  const repeats: boolean[] = [];
  lot.watch({ onDown: (isRepeated) => void repeats.push(isRepeated) });
  return { lot, repeats };
}

describe('a monitor of one’s own that tells of an outage before it has it', () => {
  for (const [to, who] of [
    [undefined, 'monitor'],
    ['db.lan:5432', 'target'],
    ['none.lan:80', 'monitor'],
  ] as const) {
    it(`aborts an attempt in flight all the same: to ${to ?? 'no target'}`, async () => {
      const world = earlyWithTarget();
      const { retryer } = harnessOn(world.monitor, ABORTING);
      const codes: unknown[] = [];
      const done = retryer.do(
        ({ signal, invocation }) => {
          if (invocation === 2) return 'anew';
          return new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => {
              codes.push((signal.reason as { code: string }).code);
              reject(signal.reason as Error);
            });
          });
        },
        to === undefined ? {} : { target: to },
      );
      await settled();
      world[who].set('down');
      await settled();
      expect(codes).to.deep.equal([DOWN]);
      world[who].set('up');
      expect(await done).to.equal('anew');
    });
  }

  it('ends a backoff that has been verified', async () => {
    const monitor = new EarlyMonitor();
    const harness = harnessOn(monitor, { initialDelay: '30s' });
    const done = harness.retryer.do(({ attempt }) =>
      attempt === 1 ? Promise.reject(failure('ECONNREFUSED')) : attempt,
    );
    await settled();
    monitor.set('down');
    await settled();
    expect([harness.eventNames, harness.clock.pending]).to.deep.equal([['attempt', 'retry', 'outage'], []]);
    monitor.set('up');
    expect(await done).to.equal(2);
  });

  it('is the only one of which an outage is told again', async () => {
    const monitor = new LeastMonitor();
    const { repeats } = watchedLot(monitor);
    monitor.set('down');
    await settled();
    expect(repeats).to.deep.equal([false]);
  });

  it('has the outage counted once', async () => {
    const monitor = new EarlyMonitor();
    const { lot, repeats } = watchedLot(monitor);
    monitor.set('down');
    await settled();
    expect([lot.outages, repeats]).to.deep.equal([1, [false, true]]);
    monitor.set('up');
    monitor.set('down');
    monitor.set('up');
    await settled();
    expect([lot.outages, repeats]).to.deep.equal([2, [false, true, false]]);
  });
});
