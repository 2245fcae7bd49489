import { expect } from 'chai';

import { reaches } from '../support/expect-state.ts';
import { Lab } from '../support/lab.ts';
import { NetworkMonitor } from '../support/monitor.ts';

/** From the failure of an operation to the news of the outage (issue: "within 1 s of an operation's network error"). */
const BOUND_MS = 1_000;

describe('a silent outage, with an hour between verifications', () => {
  let lab: Lab;
  let monitor: NetworkMonitor;

  beforeEach(async () => {
    lab = await Lab.connected();
    monitor = new NetworkMonitor({ checkTimeout: '300ms', checkInterval: '1h' });
    await monitor.start();
    await reaches(monitor, 'up', 'all-hosts-reachable');
  });

  afterEach(async () => {
    await monitor.stop();
    await lab[Symbol.asyncDispose]();
  });

  it('is found within a second of the failure of an operation', async () => {
    await lab.block();
    const startedMs = performance.now();
    monitor.reportFailure(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }));
    await reaches(monitor, 'down', 'unreachable');
    expect(performance.now() - startedMs).to.be.lessThan(BOUND_MS);
  });

  it('is found within a second also when a failure before it found nothing', async () => {
    const checked = new Promise((resolve) => monitor.once('check', resolve));
    monitor.reportFailure(Object.assign(new Error(), { code: 'ETIMEDOUT' }));
    await checked;
    await lab.block();
    const startedMs = performance.now();
    monitor.reportFailure(Object.assign(new Error(), { code: 'ETIMEDOUT' }));
    await reaches(monitor, 'down', 'unreachable');
    expect(performance.now() - startedMs).to.be.lessThan(BOUND_MS);
  });
});
