import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { NetworkMonitor } from '../../../lib/index.ts';
import { toolPath } from '../../../scripts/native-tools.mjs';
import { reaches, StateLog } from '../support/expect-state.ts';
import { Lab } from '../support/lab.ts';
import { concerns } from '../support/backend.ts';

const WHY = 'it is about who sends messages of netlink';

const run = promisify(execFile);

/** The port ids of this namespace's NETLINK_ROUTE sockets (protocol 0), as netlink(7) tells them in /proc. */
async function routePortIds(): Promise<string[]> {
  const rows = (await readFile('/proc/net/netlink', 'utf8')).split('\n').slice(1);
  return rows.flatMap((row) => {
    const [, protocol, portId] = row.trim().split(/\s+/);
    return protocol === '0' && portId !== undefined && portId !== '0' ? [portId] : [];
  });
}

concerns(['netlink'], WHY).describe('messages from anybody but the kernel', () => {
  it('are dropped and counted, whether sent to the socket or to the group', async () => {
    await using lab = await Lab.connected();
    await using monitor = new NetworkMonitor();
    await monitor.start();
    await reaches(monitor, 'up', 'all-hosts-reachable');
    using log = new StateLog(monitor);
    const index = monitor.snapshot().interfaces.find(({ name }) => name === 'eth0')!.index;
    await run(toolPath('forge'), [String(index), 'eth0', ...(await routePortIds())]);
    expect(monitor.refresh()).to.equal('up');
    expect(monitor.snapshot().counters.dropped).to.be.at.least(2);
    expect(monitor.snapshot().interfaces.find(({ name }) => name === 'eth0')).to.include({ up: true, carrier: true });
    // The sentinel: the kernel itself is still believed.
    await lab.pullCable();
    await reaches(monitor, 'down', 'no-carrier');
    expect(log.states).to.deep.equal(['down']);
  });
});
