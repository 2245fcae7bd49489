import { once } from 'node:events';
import { expect } from 'chai';
import type { NetworkMonitor as Monitor, PathEvent } from '../../../lib/index.ts';
import { concerns } from '../support/backend.ts';
import { reaches } from '../support/expect-state.ts';
import { Lab } from '../support/lab.ts';
import { NetworkMonitor } from '../support/monitor.ts';

/** The next way to the only check host. */
async function nextPath(monitor: Monitor): Promise<PathEvent> {
  const [event] = (await once(monitor, 'path')) as [PathEvent];
  return event;
}

concerns(['netlink'], 'polling has no message that the kernel leaves out').describe('the last interface', () => {
  it('that is taken down has its route looked for soon after: of IPv4 the kernel flushes it in silence', async () => {
    await using lab = await Lab.connected();
    // Its routes would be announced, and bring the question about.
    await lab.host.run('ip -6 addr flush dev eth0');
    await lab.host.run('sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1');
    await using monitor = new NetworkMonitor({ checkHosts: ['8.8.8.8'] });
    await monitor.start();
    await reaches(monitor, 'up');
    const cut = nextPath(monitor);
    await lab.host.run('ip link set eth0 down');
    expect(await cut).to.include({ usable: false, interface: 'eth0' });
    expect(await nextPath(monitor)).to.include({ usable: false, interface: null });
    expect(monitor.snapshot().reason).to.equal('interface-down');
  });
});
