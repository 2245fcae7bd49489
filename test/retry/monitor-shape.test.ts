import { expect } from 'chai';
import { systemClock } from '../../lib/clock.ts';
import type { NetworkState } from '../../lib/index.ts';
import { ParkingLot } from '../../lib/retry/parking-lot.ts';
import { failure, rejectionOf, settled } from '../support/failure.ts';
import type { ScriptedNetwork } from '../support/scripted-network.ts';
import { RetryHarness } from './harness.ts';
import { harnessOn, LeastMonitor } from './least-monitor.ts';

/** One that is down, and whose first listener answers the next news of a state, once it is asked to, with another state. */
function contrary(
  told: NetworkState,
  answer: NetworkState,
): { monitor: LeastMonitor; retryer: RetryHarness['retryer']; answerNext: () => void } {
  const monitor = new LeastMonitor();
  let isAsked = false;
  monitor.on('state', ({ state }: { state: NetworkState }) => {
    if (state === told && isAsked) monitor.set(answer);
    isAsked = false;
  });
  monitor.set('down');
  const { retryer } = new RetryHarness({ abortOnNetworkDown: true }, monitor as unknown as ScriptedNetwork);
  return { monitor, retryer, answerNext: () => void (isAsked = true) };
}

const timeOut = (): Promise<never> => Promise.reject(failure('ETIMEDOUT'));

describe('a monitor of one’s own', () => {
  it('needs a state and its news, and operations park on it', async () => {
    const monitor = new LeastMonitor();
    const { retryer } = harnessOn(monitor);
    const done = retryer.do(({ invocation }) => {
      if (invocation === 2) return 'through';
      monitor.set('down');
      return timeOut();
    });
    await settled();
    monitor.set('up');
    expect(await done).to.equal('through');
  });

  it('that cannot verify lets a failure count at once', async () => {
    const { retryer } = harnessOn(new LeastMonitor());
    expect(await rejectionOf(retryer.do(timeOut))).to.have.property('code', 'ERR_NETWAKE_RETRY_EXHAUSTED');
  });

  it('with check() alone is verified by that', async () => {
    const monitor = Object.assign(new LeastMonitor(), {
      check: (): Promise<void> => {
        monitor.set('down');
        return Promise.resolve();
      },
    });
    const { retryer } = harnessOn(monitor);
    const done = retryer.do(({ invocation }) => (invocation === 1 ? timeOut() : 'through'));
    await settled();
    expect(monitor.state).to.equal('down');
    monitor.set('up');
    expect(await done).to.equal('through');
  });

  it('whose check fails says nothing against the error', async () => {
    const check = (): Promise<never> => Promise.reject(new Error('stopped'));
    const { retryer } = harnessOn(Object.assign(new LeastMonitor(), { check }));
    expect(await rejectionOf(retryer.do(timeOut))).to.have.property('code', 'ERR_NETWAKE_RETRY_EXHAUSTED');
  });

  it('hears of each success, and of each failure that speaks of the network', async () => {
    const heard: unknown[] = [];
    const monitor = Object.assign(new LeastMonitor(), {
      reportSuccess: () => void heard.push('success'),
      reportFailure: (error: unknown) => void heard.push(Reflect.get(error as object, 'code')),
    });
    const { retryer } = harnessOn(monitor);
    await rejectionOf(retryer.do(timeOut));
    await rejectionOf(retryer.do(() => Promise.reject(failure('ECONNREFUSED'))));
    await retryer.do(() => 1);
    await retryer.do(() => 1, { signal: new AbortController().signal });
    expect(heard).to.deep.equal(['ETIMEDOUT', 'success', 'success']);
  });

  it('that is taken away while an attempt is in flight has no part in its failure', async () => {
    const [before, after] = [new LeastMonitor(), new LeastMonitor()];
    const { retryer } = harnessOn(before);
    retryer.setNetworkMonitor(after).setNetworkMonitor(before);
    after.set('down');
    after.set('up');
    const failing = retryer.do(() => {
      retryer.setNetworkMonitor(after);
      return timeOut();
    });
    expect(await rejectionOf(failing)).to.have.property('code', 'ERR_NETWAKE_RETRY_EXHAUSTED');
  });

  for (const [what, target] of [
    [
      'throws',
      (): never => {
        throw new Error('no');
      },
    ],
    ['answers with null', () => null],
  ] as const) {
    it(`whose target() ${what} has the operations that go there wait for the network`, async () => {
      const monitor = Object.assign(new LeastMonitor(), { target });
      monitor.set('down');
      const done = harnessOn(monitor).retryer.do(() => 'through', { target: 'db.lan:5432' });
      await settled();
      monitor.set('up');
      monitor.set('down');
      monitor.set('up');
      expect(await done).to.equal('through');
    });
  }

  it('whose target comes later has them wait for that', async () => {
    const target = Object.assign(new LeastMonitor(), {
      hasLost: () => false,
      waitUntilUsable: () => new Promise(() => {}),
      [Symbol.dispose]: () => {},
    });
    let isThere = false;
    const monitor = Object.assign(new LeastMonitor(), { target: () => (isThere ? target : null) });
    monitor.set('down');
    const { retryer } = harnessOn(monitor);
    const first = retryer.do(() => 'through', { target: 'db.lan:5432' });
    await settled();
    isThere = true;
    expect(await retryer.do(() => 'at once', { target: 'db.lan:5432' })).to.equal('at once');
    expect(await first).to.equal('through');
  });

  it('whose target can not be waited for has them wait for its state', async () => {
    const target = Object.assign(new LeastMonitor(), {
      waitUntilUsable: () => {
        throw new Error('no');
      },
      [Symbol.dispose]: () => {},
    });
    target.set('down');
    const monitor = Object.assign(new LeastMonitor(), { target: () => target });
    monitor.set('down');
    const done = harnessOn(monitor).retryer.do(() => 'through', { target: 'db.lan:5432' });
    await settled();
    target.set('up');
    expect(await done).to.equal('through');
  });

  it('whose news come late wakes nobody into the next outage, and everybody after it', async () => {
    const monitor = new LeastMonitor();
    let again = true;
    monitor.on('state', ({ state }: { state: NetworkState }) => {
      if (state === 'up' && again) monitor.set('down');
      again = false;
    });
    monitor.set('down');
    again = true;
    const { retryer } = harnessOn(monitor);
    let [calls, recoveries] = [0, 0];
    const done = retryer.do(() => ++calls);
    const lot = ParkingLot.of(monitor as unknown as ScriptedNetwork, systemClock);
    using _listener = lot.onRecovery(() => recoveries++);
    await settled();
    monitor.set('up');
    await settled();
    expect([monitor.state, calls, recoveries]).to.deep.equal(['down', 0, 0]);
    monitor.set('up');
    expect(await done).to.equal(1);
    await settled();
    expect(recoveries).to.equal(1);
  });

  it('which tells of its state before it has it wakes everybody all the same, with a target or without', async () => {
    const [monitor, target] = [new LeastMonitor(), new LeastMonitor()];
    for (const each of [monitor, target]) {
      each.set = (state) => {
        each.emit('state', { state });
        each.state = state;
      };
      each.set('down');
    }
    Object.assign(target, { waitUntilUsable: () => new Promise(() => {}), [Symbol.dispose]: () => {} });
    Object.assign(monitor, { target: (name: string) => (name === 'none.lan:80' ? null : target) });
    const { retryer } = harnessOn(monitor);
    const targets = [undefined, 'db.lan:5432', 'none.lan:80'];
    const all = Promise.all(targets.map((to) => retryer.do(() => to, to === undefined ? {} : { target: to })));
    await settled();
    monitor.set('up');
    target.set('up');
    expect(await all).to.deep.equal(targets);
  });

  it('whose target says at once that it is usable, and is not, holds up nobody', async () => {
    let asked = 0;
    const target = Object.assign(new LeastMonitor(), {
      waitUntilUsable: () => {
        asked++;
        return Promise.resolve();
      },
      [Symbol.dispose]: () => {},
    });
    target.set('down');
    const monitor = Object.assign(new LeastMonitor(), { target: () => target });
    monitor.set('down');
    const { retryer, clock } = harnessOn(monitor);
    const done = retryer.do(() => 'through', { target: 'db.lan:5432' });
    await settled();
    const before = asked;
    for (const [delayMs, more] of [
      [0, 1],
      [9, 1],
      [1, 2],
      [19, 2],
      [1, 3],
    ] as const) {
      clock.advance(delayMs);
      await settled();
      expect(asked).to.equal(before + more);
    }
    target.set('up');
    expect(await done).to.equal('through');
    expect(clock.pending.filter(({ unref }) => !unref)).to.deep.equal([]);
  });

  it('whose news of an outage come late holds up nobody, and the next outage is heard of', async () => {
    const { monitor, retryer, answerNext } = contrary('down', 'up');
    const parked = retryer.do(() => 'through');
    await settled();
    monitor.set('up');
    answerNext();
    monitor.set('down');
    expect(await parked).to.equal('through');
    const hanging = retryer.do(({ invocation }) => (invocation === 1 ? new Promise(() => {}) : invocation));
    await settled();
    monitor.set('down');
    monitor.set('up');
    expect(await hanging).to.equal(2);
  });

  it('brought back by one who is told of its outage, has nobody wait on', async () => {
    const { monitor, retryer, answerNext } = contrary('up', 'down');
    const parked = retryer.do(() => 'through');
    await settled();
    ParkingLot.of(monitor as unknown as ScriptedNetwork, systemClock).watch({
      onDown: () => monitor.set('up'),
    });
    answerNext();
    monitor.set('up');
    expect(await parked).to.equal('through');
  });
});
