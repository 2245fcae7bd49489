import { expect } from 'chai';
import { reaches, StateLog } from '../support/expect-state.ts';
import { Lab } from '../support/lab.ts';
import { labBackend } from '../support/backend.ts';
import { NetworkMonitor } from '../support/monitor.ts';

const QUICK = { checkTimeout: '300ms', checkInterval: '30s' };

describe('which interfaces count', () => {
  let lab: Lab;

  beforeEach(async () => {
    lab = await Lab.connected();
    await lab.plug({ name: 'eth1', peer: 'r1', addresses: ['10.0.1.2/24'], peerAddresses: ['10.0.1.1/24'] });
    await lab.host.run('ip route add default via 10.0.1.1 metric 200');
  });

  afterEach(async () => {
    await lab[Symbol.asyncDispose]();
  });

  it('goes down with the preferred interface although another would do', async () => {
    await using monitor = new NetworkMonitor({ ...QUICK, preferredInterfaces: ['eth1'] });
    await monitor.start();
    await reaches(monitor, 'up', 'all-hosts-reachable');
    // node:net can't bind to an interface: the routing table chooses the source.
    const source = labBackend === 'socket' ? '10.0.0.2' : '10.0.1.2';
    expect(monitor.snapshot().hosts[0]).to.include({ interface: 'eth1', source });
    await lab.pullCable('r1');
    await reaches(monitor, 'down', 'no-carrier');
    await lab.plugCable('r1');
    await reaches(monitor, 'up', 'all-hosts-reachable');
  });

  it('does not mind what happens to an interface that is not preferred', async () => {
    await using monitor = new NetworkMonitor({ ...QUICK, preferredInterfaces: ['eth1'] });
    await monitor.start();
    await reaches(monitor, 'up', 'all-hosts-reachable');
    using log = new StateLog(monitor);
    await lab.host.run('ip link set eth0 down');
    await lab.pullCable('r1');
    await reaches(monitor, 'down');
    expect(log.states).to.deep.equal(['down']);
  });

  it('waits for a preferred interface that is not there yet', async () => {
    await using monitor = new NetworkMonitor({ ...QUICK, preferredInterfaces: ['eth2'] });
    await monitor.start();
    expect(monitor.snapshot()).to.include({ state: 'down', reason: 'no-interface' });
    await lab.plug({ name: 'eth2', peer: 'r2', addresses: ['10.0.2.2/24'], peerAddresses: ['10.0.2.1/24'] });
    await lab.host.run('ip route add default via 10.0.2.1 metric 300');
    await reaches(monitor, 'up');
  });

  it('takes no way through an ignored interface', async () => {
    await using monitor = new NetworkMonitor({ ...QUICK, ignoreInterfaces: ['eth*'] });
    await monitor.start();
    expect(monitor.snapshot()).to.include({ state: 'down', reason: 'no-route' });
  });

  it('decides by the links alone in link-only mode', async () => {
    await using monitor = new NetworkMonitor({ checkHosts: [] });
    await monitor.start();
    expect(monitor.snapshot()).to.include({ state: 'up', reason: 'link-usable' });
    await lab.pullCable('r0');
    await lab.pullCable('r1');
    await reaches(monitor, 'down', 'no-carrier');
    await lab.plugCable('r1');
    await reaches(monitor, 'up', 'link-usable');
    expect(monitor.snapshot().counters.probes).to.equal(0);
  });

  it('watches by polling when netlink is not wanted', async () => {
    await using monitor = new NetworkMonitor({ ...QUICK, enableNetlink: false });
    await monitor.start();
    expect(monitor.snapshot().backend).to.include({ events: 'polling', fallbackReason: 'enableNetlink is false' });
    await reaches(monitor, 'up', 'all-hosts-reachable');
    await lab.host.run('ip link set eth0 down && ip link set eth1 down');
    await reaches(monitor, 'down');
    await lab.host.run('ip link set eth0 up && ip route add default via 10.0.0.1');
    await reaches(monitor, 'up', 'all-hosts-reachable');
  });
});
