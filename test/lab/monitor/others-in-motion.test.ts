import { on, once } from 'node:events';
import { expect } from 'chai';
import { concerns, NETLINK_EVENTS } from '../support/backend.ts';
import type { PathEvent } from '../../../lib/monitor/events.ts';
import { Lab } from '../support/lab.ts';
import { NetworkMonitor } from '../support/monitor.ts';

const HEARD_WITHIN_MS = 5_000;
const CHANGES_OF_OTHERS = 10;
const STORM = 2_000;
const TARGET = '198.51.100.1';

/** Connections over a way may be known to be lost before the kernel has been asked for another. */
async function isToldOf(monitor: NetworkMonitor, isWanted: (path: PathEvent) => boolean): Promise<void> {
  const signal = AbortSignal.timeout(HEARD_WITHIN_MS);
  for await (const [path] of on(monitor, 'path', { signal }) as AsyncIterable<[PathEvent]>) if (isWanted(path)) return;
}

// As long as the ways in use hold, the kernel is not asked for them at each change of an interface that none of them uses.
concerns(NETLINK_EVENTS, 'polling asks for the ways at each turn').describe(
  'a way that others in motion improve',
  () => {
    let lab: Lab;
    let monitor: NetworkMonitor;

    beforeEach(async () => {
      lab = await Lab.create();
      await lab.plug({ name: 'eth0', peer: 'r0', addresses: ['10.0.0.2/24'], peerAddresses: ['10.0.0.1/24'] });
      await lab.configure('net.ipv4.conf.all.ignore_routes_with_linkdown=1', 'net.ipv6.conf.all.disable_ipv6=1');
      await lab.host.run(
        [
          'ip link add name eth1 index 500 type veth peer name r1 index 1500',
          'ip link add name other index 600 type veth peer name r2 index 1600',
          'ip addr add 10.0.1.2/24 dev eth1 && ip link set eth1 up && ip link set other up',
          'ip route add default via 10.0.0.1 metric 20 && ip route add default via 10.0.1.1 metric 10',
        ].join(' && '),
      );
      monitor = new NetworkMonitor({ checkHosts: [`${TARGET}:53`], checkTimeout: '200ms', checkInterval: '1h' });
      await monitor.start();
    });

    afterEach(async () => {
      await monitor.stop();
      await lab[Symbol.asyncDispose]();
    });

    it('is found, in silence as it comes: the better one gets its carrier back right after changes of another', async () => {
      expect(monitor.snapshot().hosts[0]).to.include({ interface: 'eth0' });
      const moved = once(monitor, 'path', { signal: AbortSignal.timeout(HEARD_WITHIN_MS) });
      const others = Array.from({ length: CHANGES_OF_OTHERS }, (_, index) => `link set other mtu ${1400 + index}`);
      await lab.host.run(`ip -batch - <<'END'\n${others.join('\n')}\nlink set r1 up\nEND`);
      await moved;
      expect(monitor.snapshot().hosts[0]).to.include({ interface: 'eth1', gateway: '10.0.1.1' });
    });

    it('is lost behind thousands of changes of another, between which the source waits for more to come', async () => {
      const lost = isToldOf(monitor, ({ usable }) => !usable);
      const gone = isToldOf(monitor, (path) => path.interface === null);
      const others = Array.from({ length: STORM }, (_, index) => `link set other mtu ${1400 + (index % 2)}`);
      await lab.host.run(`ip -batch - <<'END'\n${others.join('\n')}\nlink set eth0 down\nEND`);
      await lost;
      await gone;
      expect(monitor.snapshot().hosts[0]?.interface).to.equal(null);
      expect(monitor.snapshot().counters.wakeups).to.be.lessThan(STORM / 2);
    });
  },
);
