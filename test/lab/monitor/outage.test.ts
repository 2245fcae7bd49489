import { expect } from 'chai';
import type { NetworkMonitorOptions } from '../../../lib/index.ts';
import { carrierOf, reaches, StateLog } from '../support/expect-state.ts';
import { Lab } from '../support/lab.ts';
import { NetworkMonitor } from '../support/monitor.ts';
import { concerns, NETLINK_EVENTS } from '../support/backend.ts';

/** Silent drops end after this long here, not after five seconds. */
const QUICK: NetworkMonitorOptions = { checkTimeout: '300ms', checkInterval: '30s' };

describe('when the kernel says that there is no way', () => {
  let lab: Lab;
  let monitor: NetworkMonitor;

  beforeEach(async () => {
    lab = await Lab.connected();
    monitor = new NetworkMonitor(QUICK);
    await monitor.start();
    await reaches(monitor, 'up', 'all-hosts-reachable');
  });

  afterEach(async () => {
    await monitor.stop();
    await lab[Symbol.asyncDispose]();
  });

  /** Runs `act`, and expects `down` for `reason` without a single probe. */
  async function goesDown(act: () => Promise<unknown>, reason: string): Promise<void> {
    const { probes } = monitor.snapshot().counters;
    await act();
    await reaches(monitor, 'down', reason);
    expect(monitor.snapshot().counters.probes).to.equal(probes);
  }

  it('goes down without a probe when the cable is pulled, and up when it is back', async () => {
    await goesDown(() => lab.pullCable(), 'no-carrier');
    expect(monitor.snapshot().cause).to.deep.equal({ type: 'link', interface: 'eth0' });
    await lab.plugCable();
    await reaches(monitor, 'up', 'all-hosts-reachable');
  });

  it('goes down when the interface is taken down, and up when it is back with its route', async () => {
    await goesDown(() => lab.host.run('ip link set eth0 down'), 'interface-down');
    await lab.host.run('ip link set eth0 up && ip route add default via 10.0.0.1');
    await reaches(monitor, 'up', 'all-hosts-reachable');
  });

  it('goes down when the interface is deleted', async () => {
    await goesDown(() => lab.host.run('ip link del eth0'), 'no-interface');
  });

  it('goes down when the address is removed, and up when it is back', async () => {
    await goesDown(() => lab.host.run('ip addr del 10.0.0.2/24 dev eth0'), 'no-address');
    await lab.host.run('ip addr add 10.0.0.2/24 dev eth0 && ip route add default via 10.0.0.1');
    await reaches(monitor, 'up', 'all-hosts-reachable');
  });

  it('goes down when the default route is removed, and up when it is back', async () => {
    await goesDown(() => lab.host.run('ip route del default'), 'no-route');
    await lab.host.run('ip route add default via 10.0.0.1');
    await reaches(monitor, 'up', 'all-hosts-reachable');
  });

  for (const [type, reason] of [
    ['blackhole', 'no-route'],
    ['unreachable', 'no-route'],
    ['prohibit', 'prohibited'],
  ] as const) {
    it(`goes down on a ${type} route, and up when it is gone`, async () => {
      await goesDown(() => lab.host.run(`ip route replace ${type} default`), reason);
      await lab.host.run('ip route replace default via 10.0.0.1');
      await reaches(monitor, 'up', 'all-hosts-reachable');
    });
  }

  it('notices a policy rule', async () => {
    await goesDown(() => lab.host.run('ip rule add prohibit to 0.0.0.0/0 pref 10'), 'prohibited');
    await lab.host.run('ip rule del pref 10');
    await reaches(monitor, 'up', 'all-hosts-reachable');
  });

  it('stays up through the churn of interfaces that carry nothing', async () => {
    using log = new StateLog(monitor);
    const churn = Array.from({ length: 20 }, (_, index) => {
      const [name, peer] = [`veth${index}a`, `veth${index}b`];
      const make = `ip link add name ${name} index ${500 + index} type veth peer name ${peer} index ${600 + index}`;
      return `${make} && ip link set ${name} up && ip link set ${peer} up && ip link del ${name}`;
    });
    await lab.host.run(churn.join(' && '));
    // The sentinel: whatever the churn did to the state would stand before it.
    await lab.pullCable();
    await reaches(monitor, 'down');
    expect(log.states).to.deep.equal(['down']);
  });

  it('goes on under the new name when the interface is renamed', async () => {
    using log = new StateLog(monitor);
    await lab.host.run('ip link set eth0 name uplink');
    await lab.pullCable();
    await reaches(monitor, 'down', 'no-carrier');
    expect(log.states).to.deep.equal(['down']);
    expect(monitor.snapshot().interfaces.map(({ name }) => name))
      .to.include('uplink')
      .and.not.include('eth0');
  });
});

describe('with two uplinks', () => {
  let lab: Lab;
  let monitor: NetworkMonitor;

  beforeEach(async () => {
    lab = await Lab.connected();
    await lab.plug({ name: 'eth1', peer: 'r1', addresses: ['10.0.1.2/24'], peerAddresses: ['10.0.1.1/24'] });
    await lab.host.run('ip route add default via 10.0.1.1 metric 200');
    monitor = new NetworkMonitor(QUICK);
    await monitor.start();
    await reaches(monitor, 'up', 'all-hosts-reachable');
  });

  afterEach(async () => {
    await monitor.stop();
    await lab[Symbol.asyncDispose]();
  });

  it('stays up when the one that is not in use goes down', async () => {
    using log = new StateLog(monitor);
    await lab.host.run('ip link set eth1 down');
    await lab.pullCable();
    await reaches(monitor, 'down');
    expect(log.states).to.deep.equal(['down']);
  });

  concerns(NETLINK_EVENTS, 'polling looks once a second, and this is over sooner').it(
    'stays up when the one in use is taken down, a hundred times over: the kernel fails over in silence',
    async () => {
      using log = new StateLog(monitor);
      for (let round = 0; round < 100; round++) {
        await lab.host.run('ip link set eth0 down');
        await monitor.check();
        expect(monitor.snapshot().hosts[0]?.interface).to.equal('eth1');
        // The route comes once there is a carrier, as network managers do it: before that it leads into a dead link.
        await Promise.all([carrierOf(monitor, 'eth0'), lab.host.run('ip link set eth0 up')]);
        await lab.host.run('ip route add default via 10.0.0.1');
        await monitor.check();
        expect(monitor.snapshot().hosts[0]?.interface).to.equal('eth0');
      }
      expect(log.states).to.deep.equal([]);
    },
  );

  it('goes down when the cable of the one in use is pulled and the kernel keeps its route, and up on failover', async () => {
    await lab.pullCable();
    await reaches(monitor, 'down', 'no-carrier');
    await lab.host.run('ip route del default via 10.0.0.1');
    await reaches(monitor, 'up', 'all-hosts-reachable');
    expect(monitor.snapshot().hosts[0]).to.include({ interface: 'eth1', gateway: '10.0.1.1', source: '10.0.1.2' });
  });
});
