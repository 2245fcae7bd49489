import { EventEmitter } from 'node:events';
import { expect } from 'chai';
import type { NetworkState } from '../../lib/index.ts';
import { failure, rejectionOf, settled } from '../support/failure.ts';
import type { ScriptedNetwork } from '../support/scripted-network.ts';
import { RetryHarness } from './harness.ts';

/** The least that is a monitor: its state, and the news of it. */
class LeastMonitor extends EventEmitter {
  state: NetworkState = 'up';

  set(state: NetworkState): void {
    this.state = state;
    this.emit('state', { state });
  }
}

const harnessOn = (monitor: LeastMonitor): RetryHarness =>
  new RetryHarness({ maxAttempts: 1 }, monitor as unknown as ScriptedNetwork);

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
});
