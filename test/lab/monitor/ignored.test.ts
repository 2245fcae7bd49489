import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect } from 'chai';
import type { InterfaceSnapshot, LinkEvent, NetworkMonitorOptions } from '../../../lib/index.ts';
import { reaches } from '../support/expect-state.ts';
import { Lab } from '../support/lab.ts';
import { NetworkMonitor } from '../support/monitor.ts';
import { concerns, NETLINK_EVENTS } from '../support/backend.ts';

const FLAPS = 200;

describe('interfaces that do not count', () => {
  let lab: Lab;
  let monitor: NetworkMonitor;

  beforeEach(async () => {
    lab = await Lab.create();
    // Of eth0 nothing is heard but what a test does: no detection of duplicates ends a second later.
    await lab.host.run('sysctl -qw net.ipv6.conf.default.disable_ipv6=1');
    await lab.plug({ name: 'eth0', peer: 'r0', addresses: ['10.0.0.2/24'], peerAddresses: ['10.0.0.1/24'] });
    await lab.host.run('sysctl -qw net.ipv6.conf.default.disable_ipv6=0');
    // And no word of its carrier, which comes after the commands that gave it one.
    await lab.host.run('until ip link show eth0 | grep -q "state UP"; do :; done');
  });

  afterEach(async () => {
    await monitor.stop();
    await lab[Symbol.asyncDispose]();
  });

  async function watch(options: NetworkMonitorOptions): Promise<void> {
    monitor = new NetworkMonitor({ checkHosts: [], ...options });
    await monitor.start();
    // What follows the first view is read before anything is counted.
    monitor.refresh();
  }

  const find = (name: string): InterfaceSnapshot | undefined => {
    monitor.refresh();
    return monitor.snapshot().interfaces.find((each) => each.name === name);
  };
  const addressesOf = (name: string): string[] => (find(name)?.addresses ?? []).map(({ address }) => address);
  const names = (): string[] => {
    monitor.refresh();
    return monitor.snapshot().interfaces.map(({ name }) => name);
  };
  const addPair = (name: string, peer: string): string => `ip link add name ${name} type veth peer name ${peer}`;

  /** Runs the commands, and expects that the kernel has kept all of it from the process, which hears of eth0 as ever. */
  async function expectUnheard(commands: string): Promise<void> {
    const before = monitor.snapshot().counters;
    await lab.host.run(commands);
    const after = monitor.snapshot().counters;
    expect(after.wakeups, 'wakeups').to.equal(before.wakeups);
    monitor.refresh();
    expect(monitor.snapshot().counters.messages, 'messages').to.equal(before.messages);
    const next = once(monitor, 'link') as Promise<[LinkEvent]>;
    await lab.host.run('ip link set eth0 mtu 1400');
    expect((await next)[0].current).to.include({ name: 'eth0', mtu: 1400 });
    expect(monitor.snapshot().counters.wakeups).to.equal(before.wakeups + 1);
  }

  const churn = (name: string, peer: string): string =>
    [
      addPair(name, peer),
      `ip link set ${peer} up`,
      `ip addr add 10.7.0.1/24 dev ${name}`,
      `for i in $(seq ${FLAPS}); do ip link set ${name} up; ip link set ${name} down; done`,
      `ip link set ${name} up && ip link del ${name}`,
    ].join(' && ');

  concerns(NETLINK_EVENTS, 'polling wakes every second, whatever happens').it(
    'wake nobody while they come, flap and go, when their names are ignored by a prefix',
    async () => {
      await watch({ ignoreInterfaces: ['veth*', 'peer?'] });
      await expectUnheard(churn('veth1a2b', 'peer1'));
    },
  );

  concerns(NETLINK_EVENTS, 'polling wakes every second, whatever happens').it(
    'wake nobody when their kind is ignored',
    async () => {
      await watch({ ignoreInterfaces: ['kind:bridge'] });
      await expectUnheard(
        'ip link add name any type bridge && ip addr add 10.7.0.1/24 dev any && ip link set any up && ip link set any down name other && ip link del other',
      );
    },
  );

  concerns(NETLINK_EVENTS, 'polling wakes every second, whatever happens').it(
    'wake nobody when others are preferred',
    async () => {
      await watch({ preferredInterfaces: ['eth0', 'lan0'] });
      await expectUnheard(churn('veth1a2b', 'peer1'));
    },
  );

  it('are not in the snapshot, and no event tells of them', async () => {
    await lab.host.run(`${addPair('veth1', 'veth2')} && ip addr add 10.7.0.1/24 dev veth1`);
    await watch({ ignoreInterfaces: ['veth*', '*0*z'] });
    const told: string[] = [];
    monitor.on('link', (event) => told.push(event.interface));
    // The last is one that the kernel can't decide: it wakes, and is passed over.
    await lab.host.run('ip link set veth1 up && ip link add name a0bz type bridge && ip link set a0bz up');
    expect(names()).to.have.members(['lo', 'eth0']);
    expect(told).to.deep.equal([]);
  });

  it('are not told of by polling either, and loopback is', async () => {
    await lab.host.run(`${addPair('veth1', 'veth2')} && ip addr add 10.7.0.1/24 dev veth1 && ip link set veth1 up`);
    await watch({ ignoreInterfaces: ['veth*', 'lo'], enableNetlink: false });
    expect(names()).to.have.members(['lo', 'eth0']);
  });

  concerns(NETLINK_EVENTS, 'polling knows no kinds').it(
    'are a veth pair but for eth0 when kind:veth is ignored and another kind is not',
    async () => {
      await watch({ ignoreInterfaces: ['kind:veth'] });
      await lab.host.run(`${addPair('one', 'two')} && ip link add name br0 type bridge`);
      expect(names()).to.have.members(['lo', 'br0']);
    },
  );

  concerns(NETLINK_EVENTS, 'of an interface that is down polling knows no address').it(
    'count from the moment that they are renamed, with the addresses that they had',
    async () => {
      await lab.host.run(`${addPair('veth1', 'veth2')} && ip addr add 10.7.0.1/24 dev veth1`);
      await watch({ ignoreInterfaces: ['veth*'] });
      await lab.host.run(
        'ip addr add 10.7.0.2/24 dev veth1 && ip link set veth1 name lan0 && ip addr add 10.7.0.3/24 dev lan0',
      );
      expect(addressesOf('lan0')).to.have.members(['10.7.0.1', '10.7.0.2', '10.7.0.3']);
      await lab.host.run('ip addr del 10.7.0.3/24 dev lan0 && ip addr add 10.7.0.4/24 dev lan0');
      expect(addressesOf('lan0')).to.have.members(['10.7.0.1', '10.7.0.2', '10.7.0.4']);
    },
  );

  concerns(NETLINK_EVENTS, 'of an interface that is down polling knows no address').it(
    'count no more once they are renamed: they are gone with their addresses',
    async () => {
      await watch({ ignoreInterfaces: ['veth*'] });
      const told: LinkEvent[] = [];
      monitor.on('link', (event) => told.push(event));
      await lab.host.run('ip link set eth0 down name veth9 && ip addr add 10.7.0.1/24 dev veth9');
      expect(names()).to.deep.equal(['lo']);
      expect(told.at(-1)).to.deep.include({ interface: 'eth0', current: null });
      await lab.host.run('ip link set veth9 name eth0');
      expect(addressesOf('eth0')).to.have.members(['10.0.0.2', '10.7.0.1']);
    },
  );

  concerns(NETLINK_EVENTS, 'of an interface that is down polling knows no address').it(
    'hide no interface that appears among them: it is seen with its addresses',
    async () => {
      await watch({ ignoreInterfaces: ['veth*'] });
      const resyncs: unknown[] = [];
      monitor.on('resync', (event) => resyncs.push(event));
      // This thread reads nothing, and replaces no filter, until all of it has happened.
      execFileSync('sh', [
        '-c',
        [
          addPair('veth1', 'veth2'),
          'for i in 1 2 3; do ip link set veth1 up; ip link set veth1 down; done',
          'ip link add name lan0 type bridge && ip addr add 10.7.0.1/24 dev lan0 && ip addr add 10.7.0.2/24 dev lan0',
          'for i in 1 2 3; do ip link set veth1 up; ip link set veth1 down; done',
          'ip link add name lan1 type bridge && ip link set lan1 name veth5',
        ].join(' && '),
      ]);
      expect(addressesOf('lan0')).to.have.members(['10.7.0.1', '10.7.0.2']);
      expect(names()).to.have.members(['lo', 'eth0', 'lan0']);
      expect(resyncs).to.deep.equal([]);
      expect(monitor.snapshot().counters).to.include({ resyncs: 0, drifts: 0 });
    },
  );

  concerns(NETLINK_EVENTS, 'of an interface that is down polling knows no address').it(
    'leave an index to one that counts, and take one over',
    async () => {
      await lab.host.run('ip link add name veth1 index 77 type bridge');
      await watch({ ignoreInterfaces: ['veth*'] });
      await lab.host.run(
        'ip link del veth1 && ip link add name lan0 index 77 type bridge && ip addr add 10.7.0.1/24 dev lan0',
      );
      expect(addressesOf('lan0')).to.deep.equal(['10.7.0.1']);
      await lab.host.run(
        'ip link del lan0 && ip link add name veth2 index 77 type bridge && ip addr add 10.7.0.2/24 dev veth2',
      );
      expect(names()).to.have.members(['lo', 'eth0']);
    },
  );

  concerns(NETLINK_EVENTS, 'polling audits nothing: every look is one').it(
    'are passed over by an audit too',
    async () => {
      await lab.host.run(`${addPair('veth1', 'veth2')} && ip addr add 10.7.0.1/24 dev veth1`);
      await watch({ ignoreInterfaces: ['veth*'], auditInterval: '5ms' });
      while (monitor.snapshot().counters.audits < 3) await nextTurn();
      expect(monitor.snapshot().counters).to.include({ drifts: 0, resyncs: 0 });
      expect(names()).to.have.members(['lo', 'eth0']);
    },
  );
});

describe('a way that leads through an interface that does not count', () => {
  let lab: Lab;
  let monitor: NetworkMonitor;

  beforeEach(async () => {
    // Nothing but what a test does has the kernel asked for the way again.
    execFileSync('sysctl', ['-qw', 'net.ipv6.conf.default.disable_ipv6=1']);
    lab = await Lab.connected();
    await lab.plug({ name: 'tun9', peer: 'r1', addresses: ['10.0.1.2/24'], peerAddresses: ['10.0.1.1/24'] });
    monitor = new NetworkMonitor({ ignoreInterfaces: ['tun*'], checkTimeout: '300ms', checkInterval: '30s' });
    await monitor.start();
    await reaches(monitor, 'up', 'all-hosts-reachable');
  });

  afterEach(async () => {
    await monitor.stop();
    await lab.host.run('sysctl -qw net.ipv6.conf.default.disable_ipv6=0');
    await lab[Symbol.asyncDispose]();
  });

  it('is none, and its end is heard of although the kernel takes its routes back in silence', async () => {
    await lab.host.run('ip route add 0.0.0.0/1 via 10.0.1.1');
    await reaches(monitor, 'down', 'no-route');
    await lab.host.run('ip link set tun9 down');
    await reaches(monitor, 'up', 'all-hosts-reachable');
  });

  it('is heard of when a route leads to one host alone, and when that is withdrawn', async () => {
    await lab.host.run('ip route add 8.8.8.8/32 via 10.0.1.1');
    await reaches(monitor, 'degraded');
    await lab.host.run('ip route del 8.8.8.8/32');
    await reaches(monitor, 'up');
  });
});
