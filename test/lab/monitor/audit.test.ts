import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect } from 'chai';
import { NetworkMonitor } from '../../../lib/index.ts';
import { Lab } from '../support/lab.ts';
import { concerns } from '../support/backend.ts';

const WHY = 'polling audits nothing: every look is one';

concerns(['netlink'], WHY).describe('a monitor that audits its view', () => {
  it('finds nothing to repair in a network that it has watched', async () => {
    await using _lab = await Lab.connected();
    await using monitor = new NetworkMonitor({ auditInterval: '5ms' });
    await monitor.start();
    while (monitor.snapshot().counters.audits < 5) await nextTurn();
    expect(monitor.snapshot().counters).to.include({ drifts: 0, resyncs: 0 });
  });

  it('shows how large the buffer of the socket really is', async () => {
    await using monitor = new NetworkMonitor({ checkHosts: [] });
    await monitor.start();
    expect(monitor.snapshot().counters.receiveBufferBytes).to.be.at.least(2_304);
  });
});
