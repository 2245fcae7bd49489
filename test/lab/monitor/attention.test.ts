import { once } from 'node:events';
import { expect } from 'chai';
import { NetworkMonitor } from '../../../lib/index.ts';
import { kernelInterfaces, sorted } from '../support/kernel-view.ts';
import { Lab } from '../support/lab.ts';
import { concerns } from '../support/backend.ts';

const WHY = 'it is about which messages of netlink are kept back';

const CHURN = [
  'ip link add name c0 index 300 type veth peer name c1 index 1300',
  ...Array.from({ length: 20 }, () => 'ip link set c0 up; ip link set c1 up; ip link set c0 down'),
  'ip link del c0',
  'ip link add name c2 index 302 type veth peer name c3 index 1302',
  'ip addr add 10.9.0.1/24 dev c2; ip addr add 10.9.0.2/24 dev c2; ip addr del 10.9.0.1/24 dev c2',
  'ip link set c2 name c4',
].join('\n');

concerns(['netlink'], WHY).describe('interfaces by which no check host is reached', () => {
  it('are in the snapshot as the kernel has them, whatever they went through with nobody listening', async () => {
    await using lab = await Lab.connected();
    await using monitor = new NetworkMonitor();
    await monitor.start();
    await lab.host.run(CHURN);
    monitor.refresh();
    expect(sorted(monitor.snapshot().interfaces)).to.deep.equal(sorted(await kernelInterfaces(lab.host)));
    expect(monitor.state).to.equal('up');
  });

  it('are heard of by whoever begins to listen, from then on', async () => {
    await using lab = await Lab.connected();
    await using monitor = new NetworkMonitor();
    await monitor.start();
    await lab.host.run(CHURN);
    monitor.refresh();
    const heard = once(monitor, 'link') as Promise<[{ interface: string }]>;
    await lab.host.run('ip link set c3 up');
    expect((await heard)[0].interface).to.equal('c3');
  });

  it('carry the check hosts as well, once the way leads there', async () => {
    await using lab = await Lab.connected();
    await using monitor = new NetworkMonitor();
    await monitor.start();
    await lab.plug({ name: 'eth1', peer: 'r1', addresses: ['10.0.1.2/24'], peerAddresses: ['10.0.1.1/24'] });
    await lab.host.run('ip route replace default via 10.0.1.1');
    await lab.host.run('ip link set eth0 down');
    monitor.refresh();
    const { interfaces, hosts } = monitor.snapshot();
    expect(interfaces.map(({ name }) => name)).to.include('eth1');
    expect(hosts.map((host) => host.interface)).to.deep.equal(['eth1', 'eth1', 'eth1']);
    await lab.host.run('ip link set eth1 down');
    expect(monitor.refresh()).to.equal('down');
    expect(monitor.snapshot().reason).to.equal('interface-down');
  });
});
