import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import { type LinkEvent, NetworkMonitor } from '../../../lib/index.ts';
import { loadAddon } from '../../../lib/native/loader.ts';
import { NativeProber } from '../../../lib/probe/native.ts';
import { NetlinkSource } from '../../../lib/sources/netlink.ts';
import { Lab } from '../support/lab.ts';
import { concerns } from '../support/backend.ts';

const WHY = 'it is about the receive buffer of netlink';

/** Cut by the kernel to its smallest, in which one message fits. */
const SMALLEST_BUFFER = 1;

concerns(['netlink'], WHY).describe('when messages were lost', () => {
  let lab: Lab;
  let monitor: NetworkMonitor;

  beforeEach(async () => {
    lab = await Lab.connected();
    const loaded = loadAddon();
    if ('reason' in loaded) throw new Error(loaded.reason);
    const { addon } = loaded;
    monitor = new NetworkMonitor(
      { checkHosts: [] },
      {
        backend: () => ({
          source: new NetlinkSource(addon, SMALLEST_BUFFER),
          prober: new NativeProber(addon),
          snapshot: { events: 'netlink', probes: 'native', fallbackReason: null },
        }),
      },
    );
    await monitor.start();
  });

  afterEach(async () => {
    await monitor.stop();
    await lab[Symbol.asyncDispose]();
  });

  it('the net change is told, not a replay, and what comes next is heard by itself', async () => {
    const links: LinkEvent[] = [];
    monitor.on('link', (event) => links.push(event));
    const resync = once(monitor, 'resync');
    // This thread reads nothing until all of it has happened.
    execFileSync('sh', [
      '-c',
      'for i in 1 2 3 4 5 6 7 8 9; do ip link set eth0 down; ip link set eth0 up; done; ip link set eth0 mtu 1400',
    ]);
    expect(await resync).to.deep.equal([{ reason: 'receive-buffer-overflow' }]);
    expect(links.length).to.be.at.most(3);
    expect(monitor.snapshot().interfaces.find(({ name }) => name === 'eth0')).to.include({ mtu: 1400, carrier: true });
    expect(monitor.snapshot().counters.overflows).to.be.greaterThan(0);

    // An overflow stops libuv's handle; a source that doesn't start it again is deaf from here on.
    const next = once(monitor, 'link') as Promise<[LinkEvent]>;
    await lab.host.run('ip link set eth0 mtu 1300');
    expect((await next)[0].current).to.include({ mtu: 1300 });
  });
});
