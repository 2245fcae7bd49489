import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect } from 'chai';
import { Lab } from '../support/lab.ts';
import { NetworkMonitor } from '../support/monitor.ts';
import { concerns, labBackend, NETLINK_EVENTS } from '../support/backend.ts';

const ANSWERED_WITHIN_MS = 5_000;
const TARGET = '198.51.100.1';

// The monitor is asked after each change, and has nothing but messages to know that there was one.
describe('the way to a host follows what the kernel does, where it says little of it', () => {
  let lab: Lab;
  let monitor: NetworkMonitor;

  beforeEach(async () => {
    lab = await Lab.create();
    for (const [name, peer, net] of [
      ['eth0', 'r0', 0],
      ['eth1', 'r1', 1],
    ] as const)
      await lab.plug({ name, peer, addresses: [`10.0.${net}.2/24`], peerAddresses: [`10.0.${net}.1/24`] });
    monitor = new NetworkMonitor({ checkHosts: [`${TARGET}:53`], checkTimeout: '200ms', checkInterval: '1h' });
  });

  afterEach(async () => {
    await monitor.stop();
    await lab[Symbol.asyncDispose]();
  });

  const way = (): string => {
    monitor.refresh();
    const { interface: name, gateway } = monitor.snapshot().hosts[0]!;
    return `${name} ${gateway}`;
  };

  /** By netlink the way is known at once; polling asks for it, and is answered some turns later. */
  async function expectWay(expected: string): Promise<void> {
    const endMs = performance.now() + ANSWERED_WITHIN_MS;
    while (labBackend === 'polling' && way() !== expected && performance.now() < endMs) await nextTurn();
    expect(way()).to.equal(expected);
  }

  /** Prepares, starts, and expects the way before and after the change. */
  async function expectWays(before: string, command: string, [first, then]: [string, string]): Promise<void> {
    await lab.host.run(before);
    await monitor.start();
    await expectWay(first);
    await lab.host.run(command);
    await expectWay(then);
  }

  it('a nexthop object that is replaced (RTM_NEWNEXTHOP alone)', async () => {
    const before = 'ip nexthop add id 1 via 10.0.0.1 dev eth0 && ip route add default nhid 1';
    await expectWays(before, 'ip nexthop replace id 1 via 10.0.1.1 dev eth1', ['eth0 10.0.0.1', 'eth1 10.0.1.1']);
  });

  it('a nexthop object that is deleted, and its routes with it', async () => {
    const before = 'ip nexthop add id 1 via 10.0.0.1 dev eth0 && ip route add default nhid 1';
    await expectWays(before, 'ip nexthop del id 1', ['eth0 10.0.0.1', 'null null']);
    expect(monitor.snapshot()).to.include({ state: 'down', reason: 'no-route' });
  });

  it('two halves of the internet (0/1 and 128/1) in the place of the default route, and their end', async () => {
    await expectWays(
      'ip route add default via 10.0.0.1',
      'ip route add 0.0.0.0/1 via 10.0.1.1 && ip route add 128.0.0.0/1 via 10.0.1.1',
      ['eth0 10.0.0.1', 'eth1 10.0.1.1'],
    );
    await lab.host.run('ip route del 128.0.0.0/1');
    await expectWay('eth0 10.0.0.1');
  });

  it('a route that is replaced (RTM_NEWROUTE alone)', async () => {
    await expectWays('ip route add default via 10.0.0.1', 'ip route replace default via 10.0.1.1', [
      'eth0 10.0.0.1',
      'eth1 10.0.1.1',
    ]);
  });

  it('a twin that is appended, and takes over when the first goes', async () => {
    await expectWays('ip route add default via 10.0.0.1', 'ip route append default via 10.0.1.1', [
      'eth0 10.0.0.1',
      'eth0 10.0.0.1',
    ]);
    await lab.host.run('ip route del default via 10.0.0.1');
    await expectWay('eth1 10.0.1.1');
  });

  it('a multipath route of which the one hop goes down in silence', async () => {
    await lab.host.run('ip route add default nexthop via 10.0.0.1 nexthop via 10.0.1.1');
    await monitor.start();
    // By a hash whose key is another with each boot.
    const [first] = way().split(' ');
    await lab.host.run(`ip link set ${first} down`);
    // /proc/net/route has the first hop alone.
    const second = labBackend === 'polling' ? 'eth1 null' : 'eth1 10.0.1.1';
    await expectWay(first === 'eth0' ? second : 'eth0 10.0.0.1');
  });

  concerns(NETLINK_EVENTS, 'of other tables than the main one polling knows no gateway').it(
    'a policy rule, and its end',
    async () => {
      await expectWays(
        'ip route add default via 10.0.0.1 && ip route add default via 10.0.1.1 table 7',
        `ip rule add pref 100 to ${TARGET} table 7`,
        ['eth0 10.0.0.1', 'eth1 10.0.1.1'],
      );
      await lab.host.run('ip rule del pref 100 && ip route flush table 7');
      await expectWay('eth0 10.0.0.1');
    },
  );

  it('an interface that is taken down and up: its connected route is back, a default route by hand is not', async () => {
    await expectWays('ip route add default via 10.0.0.1', 'ip link set eth0 down && ip link set eth0 up', [
      'eth0 10.0.0.1',
      'null null',
    ]);
  });
});
