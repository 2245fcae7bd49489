import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { NetworkMonitor as Monitor, PathEvent } from '../../../lib/index.ts';
import { readRecording } from '../../../lib/replay/recording-file.ts';
import { replay } from '../../../lib/replay/replay.ts';
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
  let folder: string;
  let lab: Lab;
  let monitor: Monitor;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'netwake-cut-off-'));
    lab = await Lab.connected();
    // Its routes would be announced, and bring the question about.
    await lab.host.run('ip -6 addr flush dev eth0');
    await lab.host.run('sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1');
    monitor = new NetworkMonitor({ checkHosts: ['8.8.8.8'] });
    await monitor.start();
    await reaches(monitor, 'up');
  });

  afterEach(async () => {
    await monitor.stop();
    await lab[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  async function expectRouteLookedFor(): Promise<void> {
    const cut = nextPath(monitor);
    await lab.host.run('ip link set eth0 down');
    expect(await cut).to.include({ usable: false, interface: 'eth0' });
    expect(await nextPath(monitor)).to.include({ usable: false, interface: null });
    expect(monitor.snapshot().reason).to.equal('interface-down');
  }

  it('that is taken down has its route looked for soon after: of IPv4 the kernel flushes it in silence', async () => {
    await expectRouteLookedFor();
  });

  it('that is taken down has its route looked for while that is recorded, too, and the recording replays to the same', async () => {
    const file = join(folder, 'recording');
    const recording = await monitor.record(file);
    await expectRouteLookedFor();
    await recording.stop();
    const states: string[] = [];
    const difference = await replay(await readRecording(file), ({ state }) => states.push(state));
    expect(difference).to.equal(null);
    expect(states).to.deep.equal(['down']);
  });
});
