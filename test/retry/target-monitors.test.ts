import { expect } from 'chai';
import { type NetworkTarget, type NetworkView, Retryer, withRetry } from '../../lib/retry/index.ts';
import { failure, settled } from '../support/failure.ts';
import { ScriptedNetwork } from '../support/scripted-network.ts';
import { RetryHarness } from './harness.ts';
import { TARGET } from './target-setting.ts';

describe('an operation whose target is this machine', () => {
  for (const target of ['localhost:80', 'http://[::1]:9/', '127.0.0.1', '/run/db.sock', 'unix:///run/db.sock']) {
    it(`never parks, whatever the monitor: ${target}`, async () => {
      const { retryer, events } = new RetryHarness({}, new ScriptedNetwork('down'));
      expect(await retryer.do(() => 'at once', { target })).to.equal('at once');
      expect(events.map(([name]) => name)).to.deep.equal(['attempt', 'success']);
    });
  }

  it('is counted when it fails while the network is down', async () => {
    const { retryer } = new RetryHarness({ maxAttempts: 1 }, new ScriptedNetwork('down'));
    const failing = retryer.do(() => Promise.reject(failure('ECONNRESET')), { target: 'localhost' });
    expect(await failing.catch((error: unknown) => error)).to.have.property('code', 'ERR_NETWAKE_RETRY_EXHAUSTED');
  });
});

describe('a network that tells no targets apart', () => {
  it('has an operation with a target go by its state', async () => {
    const { retryer, network, events } = new RetryHarness({}, new ScriptedNetwork('down'));
    const done = retryer.do(() => 'with it', { target: TARGET });
    await settled();
    expect(events.map(([name]) => name)).to.deep.equal(['outage']);
    network.set('up');
    expect(await done).to.equal('with it');
  });
});

describe('withRetry', () => {
  it('takes a target', async () => {
    const monitor = new ScriptedNetwork('down');
    expect(await withRetry(() => 'at once', { monitor, target: 'localhost' })).to.equal('at once');
  });
});

describe('a monitor of one’s own that tells targets apart', () => {
  /** It is down, and does not know of its targets before they have been checked. */
  class OwnMonitor implements NetworkView {
    readonly state = 'down';
    readonly asked: string[] = [];
    answers: 'up' | 'down' | 'unknown' = 'up';
    checks = 0;
    disposals = 0;

    on(): void {}

    target(destination: string): NetworkTarget {
      this.asked.push(destination);
      let state: NetworkTarget['state'] = 'unknown';
      let tell: (change: { state: NetworkTarget['state'] }) => void = () => {};
      return {
        get state() {
          return state;
        },
        on: (_event, listener) => void (tell = listener),
        check: async () => {
          this.checks++;
          await settled();
          tell({ state: (state = this.answers) });
        },
        waitUntilUsable: async () => {},
        [Symbol.dispose]: () => void this.disposals++,
      };
    }
  }

  it('is asked once for all operations that begin meanwhile', async () => {
    const monitor = new OwnMonitor();
    const retryer = new Retryer({ monitor });
    const all = Array.from({ length: 100 }, () => retryer.do(() => 1, { target: TARGET }));
    expect(await Promise.all(all)).to.have.length(100);
    expect([monitor.asked, monitor.checks]).to.deep.equal([['10.0.0.9:80'], 1]);
  });

  it('is asked no more than once for an operation, when it does not know then either', async () => {
    const monitor = new OwnMonitor();
    monitor.answers = 'unknown';
    expect(await new Retryer({ monitor }).do(() => 'at once', { target: TARGET })).to.equal('at once');
    expect(monitor.checks).to.equal(1);
  });
});
