import { expect } from 'chai';
import type { InterfaceSnapshot, LinkEvent } from '../../../lib/index.ts';
import { kernelInterfaces, sorted } from '../support/kernel-view.ts';
import { Lab } from '../support/lab.ts';
import { NetworkMonitor } from '../support/monitor.ts';
import { concerns, NETLINK_EVENTS } from '../support/backend.ts';

describe('what the kernel says of links and addresses', () => {
  let lab: Lab;
  let monitor: NetworkMonitor;

  beforeEach(async () => {
    lab = await Lab.create();
    await lab.plug({
      name: 'eth0',
      peer: 'r0',
      addresses: ['10.0.0.2/24', '2001:db8::2/64'],
      peerAddresses: ['10.0.0.1/24'],
    });
    monitor = new NetworkMonitor({ checkHosts: [] });
    await monitor.start();
  });

  afterEach(async () => {
    await monitor.stop();
    await lab[Symbol.asyncDispose]();
  });

  const find = (name: string): InterfaceSnapshot | undefined => {
    monitor.refresh();
    return monitor.snapshot().interfaces.find((each) => each.name === name);
  };
  const addressesOf = (name: string): string[] => (find(name)?.addresses ?? []).map(({ address }) => address);

  it('an interface that leaves its bridge (RTM_DELLINK of AF_BRIDGE) lives on, with its addresses', async () => {
    await lab.host.run('ip link add br0 index 90 type bridge && ip link set eth0 master br0');
    const before = addressesOf('eth0');
    const gone: string[] = [];
    monitor.on('link', (event: LinkEvent) => event.current === null && gone.push(event.interface));
    await lab.host.run('ip link set eth0 nomaster');
    expect(addressesOf('eth0')).to.include.members(['10.0.0.2', '2001:db8::2']).and.to.deep.equal(before);
    expect(gone).to.deep.equal([]);
  });

  concerns(NETLINK_EVENTS, 'polling knows no kinds, MTUs and lifetimes').it(
    'an interface that moves to another namespace is gone with its addresses, and comes back without them',
    async () => {
      await lab.host.run(`ip link set eth0 netns ${lab.internet.pid}`);
      expect(find('eth0')).to.equal(undefined);
      await lab.internet.run(`ip link set eth0 netns ${lab.host.pid}`);
      expect(find('eth0')).to.include({ up: false, kind: 'veth' });
      expect(addressesOf('eth0')).to.deep.equal([]);
      // Whoever had kept the old one would take this for nothing new.
      await lab.host.run('ip addr add 10.0.0.2/24 dev eth0');
      expect(addressesOf('eth0')).to.deep.equal(['10.0.0.2']);
    },
  );

  concerns(NETLINK_EVENTS, 'polling knows no kinds, MTUs and lifetimes').it(
    'an index that is used again is another interface, without the addresses of the first',
    async () => {
      const { index } = find('eth0')!;
      await lab.host.run(`ip link del eth0 && ip link add name other index ${index} type bridge`);
      expect(find('eth0')).to.equal(undefined);
      expect(find('other')).to.include({ index, kind: 'bridge' });
      expect(addressesOf('other')).to.deep.equal([]);
    },
  );

  concerns(NETLINK_EVENTS, 'of an interface that is down polling knows no address').it(
    'a rename keeps the index and the addresses, and an alternative name renames nothing',
    async () => {
      const { index } = find('eth0')!;
      await lab.host.run('ip link property add dev eth0 altname another && ip link set eth0 down name lan0');
      expect(find('eth0')).to.equal(undefined);
      expect(find('another')).to.equal(undefined);
      expect(find('lan0')).to.include({ index });
      expect(addressesOf('lan0')).to.deep.equal(['10.0.0.2']);
    },
  );

  concerns(NETLINK_EVENTS, 'of an interface that is down polling knows no address').it(
    'taken down, an interface keeps its IPv4 addresses and loses those of IPv6',
    async () => {
      expect(addressesOf('eth0')).to.include.members(['10.0.0.2', '2001:db8::2']);
      await lab.host.run('ip link set eth0 down');
      expect(addressesOf('eth0')).to.deep.equal(['10.0.0.2']);
    },
  );

  it('without carrier it keeps them all', async () => {
    const before = addressesOf('eth0');
    await lab.pullCable();
    expect(find('eth0')).to.include({ up: true, carrier: false });
    expect(addressesOf('eth0')).to.deep.equal(before);
  });

  concerns(NETLINK_EVENTS, 'polling knows no kinds, MTUs and lifetimes').it(
    'a refreshed lifetime is no change; a preferred one of 0 is',
    async () => {
      const changes: unknown[] = [];
      monitor.refresh();
      monitor.on('address', ({ current }) => changes.push(current?.deprecated));
      for (const seconds of [1_000, 2_000, 3_000])
        await lab.host.run(`ip addr change 10.0.0.2/24 dev eth0 valid_lft ${seconds} preferred_lft ${seconds}`);
      monitor.refresh();
      expect(changes).to.deep.equal([]);
      await lab.host.run('ip addr change 10.0.0.2/24 dev eth0 valid_lft 1000 preferred_lft 0');
      monitor.refresh();
      expect(changes).to.deep.equal([true]);
    },
  );

  concerns(NETLINK_EVENTS, 'polling knows no kinds, MTUs and lifetimes').it(
    'between two points the address is ours, not the other end’s',
    async () => {
      await lab.host.run('ip addr add 10.9.0.1 peer 10.9.0.2/32 dev eth0');
      expect(addressesOf('eth0')).to.include('10.9.0.1').and.not.include('10.9.0.2');
      expect(sorted(monitor.snapshot().interfaces)).to.deep.equal(sorted(await kernelInterfaces(lab.host)));
    },
  );
});
