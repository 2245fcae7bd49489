import { once } from 'node:events';
import { expect } from 'chai';
import { reaches, StateLog } from '../support/expect-state.ts';
import { Lab } from '../support/lab.ts';
import { NetworkMonitor } from '../support/monitor.ts';

const QUICK = { checkTimeout: '300ms', checkInterval: '30s' };

describe('what check hosts answer', () => {
  let lab: Lab;

  beforeEach(async () => {
    lab = await Lab.connected();
  });

  afterEach(async () => {
    await lab[Symbol.asyncDispose]();
  });

  it('is degraded when one is blocked by a firewall', async () => {
    await using monitor = new NetworkMonitor(QUICK);
    await monitor.start();
    await lab.block('1.1.1.1');
    expect(await monitor.check()).to.include({
      state: 'degraded',
      reason: 'some-hosts-reachable',
      reachable: 2,
      total: 3,
    });
    await lab.unblock();
    expect(await monitor.check()).to.include({ state: 'up', reason: 'all-hosts-reachable', reachable: 3 });
  });

  it('is down when all are blocked, after one confirming round, and up again by itself', async () => {
    await using monitor = new NetworkMonitor(QUICK);
    await monitor.start();
    await reaches(monitor, 'up', 'all-hosts-reachable');
    await lab.block();
    const { probes } = monitor.snapshot().counters;
    await monitor.check();
    expect(monitor.snapshot()).to.include({ state: 'down', reason: 'unreachable' });
    // Three hosts, two ports, the round and its confirmation; the recovery has begun with a first launch.
    expect(monitor.snapshot().counters.probes - probes).to.be.at.least(12);
    await lab.unblock();
    await reaches(monitor, 'up', 'all-hosts-reachable');
  });

  it('is up at the first answer while a slow host is still awaited', async () => {
    await lab.block('8.8.8.8');
    await using monitor = new NetworkMonitor({ ...QUICK, checkTimeout: '2s' });
    using log = new StateLog(monitor);
    await monitor.start();
    expect(monitor.snapshot()).to.include({ state: 'up', reason: 'some-hosts-reachable' });
    await reaches(monitor, 'degraded');
    expect(log.states).to.deep.equal(['up', 'degraded']);
  });

  it('takes a refused connection for an answer', async () => {
    await using monitor = new NetworkMonitor({ ...QUICK, checkHosts: ['8.8.8.8:9'] });
    await monitor.start();
    expect(monitor.snapshot()).to.include({ state: 'up', reason: 'all-hosts-reachable' });
    expect(monitor.snapshot().hosts[0]).to.include({
      reachable: true,
      error: null,
      interface: 'eth0',
      source: '10.0.0.2',
    });
  });

  it('reaches a host on the LAN without a default route', async () => {
    await lab.host.run('ip route del default');
    await using monitor = new NetworkMonitor({ ...QUICK, checkHosts: ['10.0.0.1:53'] });
    await monitor.start();
    expect(monitor.state).to.equal('up');
    expect(monitor.snapshot().hosts[0]).to.include({ gateway: null, interface: 'eth0' });
  });

  it('tells listeners of a path when only the gateway changed, and verifies at once', async () => {
    await lab.internet.run('ip addr add 10.0.0.9/24 dev r0');
    await using monitor = new NetworkMonitor(QUICK);
    await monitor.start();
    await reaches(monitor, 'up', 'all-hosts-reachable');
    const path = once(monitor, 'path');
    const check = once(monitor, 'check');
    await lab.host.run('ip route replace default via 10.0.0.9');
    expect((await path)[0]).to.include({ host: '8.8.8.8', usable: true, gateway: '10.0.0.9' });
    expect((await check)[0]).to.include({ state: 'up', reachable: 3 });
  });
});

describe('with IPv6 only', () => {
  let lab: Lab;

  beforeEach(async () => {
    lab = await Lab.create();
    await lab.internet.run('ip addr add 2001:db8:53::1/128 dev lo nodad');
    await lab.listen([53]);
  });

  afterEach(async () => {
    await lab[Symbol.asyncDispose]();
  });

  const cable = { name: 'eth0', peer: 'r0', addresses: ['2001:db8:1::2/64'], peerAddresses: ['2001:db8:1::1/64'] };

  it('is up', async () => {
    await lab.plug(cable);
    await lab.host.run('ip -6 route add default via 2001:db8:1::1');
    await using monitor = new NetworkMonitor({ ...QUICK, checkHosts: ['[2001:db8:53::1]:53'] });
    await monitor.start();
    expect(monitor.snapshot()).to.include({ state: 'up', reason: 'all-hosts-reachable' });
  });

  it('is down for dad-pending until duplicate address detection is over', async () => {
    await lab.plug(cable, { dad: true });
    await lab.host.run('ip -6 route add default via 2001:db8:1::1 dev eth0 onlink');
    await using monitor = new NetworkMonitor({ ...QUICK, checkHosts: ['[2001:db8:53::1]:53'] });
    await monitor.start();
    expect(monitor.snapshot()).to.include({ state: 'down', reason: 'dad-pending' });
    await reaches(monitor, 'up');
  });
});
