import { expect } from 'chai';
import { NetworkMonitor } from '../../../lib/index.ts';
import { Lab } from '../support/lab.ts';

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

  /** Prepares, starts, and answers the way before and after the change. */
  async function change(before: string, command: string): Promise<[string, string]> {
    await lab.host.run(before);
    await monitor.start();
    const first = way();
    await lab.host.run(command);
    return [first, way()];
  }

  it('a nexthop object that is replaced (RTM_NEWNEXTHOP alone)', async () => {
    const before = 'ip nexthop add id 1 via 10.0.0.1 dev eth0 && ip route add default nhid 1';
    const ways = await change(before, 'ip nexthop replace id 1 via 10.0.1.1 dev eth1');
    expect(ways).to.deep.equal(['eth0 10.0.0.1', 'eth1 10.0.1.1']);
  });

  it('a nexthop object that is deleted, and its routes with it', async () => {
    const before = 'ip nexthop add id 1 via 10.0.0.1 dev eth0 && ip route add default nhid 1';
    expect(await change(before, 'ip nexthop del id 1')).to.deep.equal(['eth0 10.0.0.1', 'null null']);
    expect(monitor.snapshot()).to.include({ state: 'down', reason: 'no-route' });
  });

  it('two halves of the internet (0/1 and 128/1) in the place of the default route, and their end', async () => {
    const ways = await change(
      'ip route add default via 10.0.0.1',
      'ip route add 0.0.0.0/1 via 10.0.1.1 && ip route add 128.0.0.0/1 via 10.0.1.1',
    );
    expect(ways).to.deep.equal(['eth0 10.0.0.1', 'eth1 10.0.1.1']);
    await lab.host.run('ip route del 128.0.0.0/1');
    expect(way()).to.equal('eth0 10.0.0.1');
  });

  it('a route that is replaced (RTM_NEWROUTE alone)', async () => {
    const ways = await change('ip route add default via 10.0.0.1', 'ip route replace default via 10.0.1.1');
    expect(ways).to.deep.equal(['eth0 10.0.0.1', 'eth1 10.0.1.1']);
  });

  it('a twin that is appended, and takes over when the first goes', async () => {
    const ways = await change('ip route add default via 10.0.0.1', 'ip route append default via 10.0.1.1');
    expect(ways).to.deep.equal(['eth0 10.0.0.1', 'eth0 10.0.0.1']);
    await lab.host.run('ip route del default via 10.0.0.1');
    expect(way()).to.equal('eth1 10.0.1.1');
  });

  it('a multipath route of which the one hop goes down in silence', async () => {
    await lab.host.run('ip route add default nexthop via 10.0.0.1 nexthop via 10.0.1.1');
    await monitor.start();
    const [first] = way().split(' ');
    await lab.host.run(`ip link set ${first} down`);
    expect(way()).to.equal(first === 'eth0' ? 'eth1 10.0.1.1' : 'eth0 10.0.0.1');
  });

  it('a policy rule, and its end', async () => {
    const ways = await change(
      'ip route add default via 10.0.0.1 && ip route add default via 10.0.1.1 table 7',
      `ip rule add pref 100 to ${TARGET} table 7`,
    );
    expect(ways).to.deep.equal(['eth0 10.0.0.1', 'eth1 10.0.1.1']);
    await lab.host.run('ip rule del pref 100 && ip route flush table 7');
    expect(way()).to.equal('eth0 10.0.0.1');
  });

  it('an interface that is taken down and up: its connected route is back, a default route by hand is not', async () => {
    const ways = await change('ip route add default via 10.0.0.1', 'ip link set eth0 down && ip link set eth0 up');
    expect(ways).to.deep.equal(['eth0 10.0.0.1', 'null null']);
  });
});
