import { expect } from 'chai';
import type { NameResolver } from '../../../lib/monitor/resolver.ts';
import { Lab } from '../support/lab.ts';
import { NetworkMonitor } from '../support/monitor.ts';

/** Servers that are silent for as long as anybody waits. */
const silent: NameResolver = { resolve: () => new Promise(() => {}), cancel: () => {} };

describe('a check host with a name', () => {
  let lab: Lab;

  beforeEach(async () => {
    lab = await Lab.connected();
  });

  afterEach(async () => {
    await lab[Symbol.asyncDispose]();
  });

  it('fails after the time of one probe when no server answers for it', async () => {
    const options = { checkHosts: ['name.example:53'], checkTimeout: '200ms', checkInterval: '30s' };
    await using monitor = new NetworkMonitor(options, { resolver: silent });
    await monitor.start();
    expect(monitor.snapshot()).to.include({ state: 'down', reason: 'unreachable' });
    expect(monitor.snapshot().hosts[0]).to.include({ host: 'name.example', reachable: false, error: 'ETIMEDOUT' });
  });

  it('does not keep the others waiting', async () => {
    const options = { checkHosts: ['name.example:53', '8.8.8.8:53'], checkTimeout: '200ms', checkInterval: '30s' };
    await using monitor = new NetworkMonitor(options, { resolver: silent });
    await monitor.start();
    expect(await monitor.check()).to.include({ state: 'degraded', reachable: 1, total: 2 });
  });

  it('is probed once it has an address, however late that comes', async () => {
    let answer: () => void = () => {};
    const late: NameResolver = {
      resolve: () =>
        new Promise((resolve) => {
          answer = () => resolve([{ family: 4, address: '8.8.8.8' }]);
        }),
      cancel: () => {},
    };
    const options = { checkHosts: ['name.example:53'], checkTimeout: '100ms', checkInterval: '30s' };
    await using monitor = new NetworkMonitor(options, { resolver: late });
    await monitor.start();
    expect(monitor.state).to.equal('down');
    answer();
    await monitor.waitForNetwork({ timeout: '5s' });
    expect(monitor.snapshot().hosts[0]).to.include({ reachable: true, interface: 'eth0' });
  });
});
