import { once } from 'node:events';
import { connect } from 'node:net';
import { expect } from 'chai';
import { Retryer } from '../../../lib/index.ts';
import { reaches } from '../support/expect-state.ts';
import { Lab } from '../support/lab.ts';
import { NetworkMonitor } from '../support/monitor.ts';
import { labBackend } from '../support/backend.ts';

// Polling sees one within a second.
const OUTAGES = labBackend === 'polling' ? 20 : 1_000;

describe('an operation of one attempt on a network that fails again and again', () => {
  it(`is carried over ${OUTAGES} outages in a row: none lost, none counted`, async () => {
    await using lab = await Lab.connected();
    // Whatever is sent without carrier, a FIN too, leaves an ARP request open, and the kernel repeats it after a second only:
    // with a static entry a thousand outages take seconds and not a quarter of an hour.
    const peer = JSON.parse(await lab.internet.run('ip -json link show r0')) as Array<{ address: string }>;
    await lab.host.run(`ip neigh replace 10.0.0.1 lladdr ${peer[0]?.address} dev eth0 nud permanent`);
    await using monitor = new NetworkMonitor({ checkHosts: ['8.8.8.8:53'] });
    await monitor.start();
    await reaches(monitor, 'up');
    const retryer = new Retryer({ monitor, maxAttempts: 1, abortOnNetworkDown: true });
    const seen: Array<{ attempt: number; outages: number; state: string }> = [];
    let inFlight = (): void => {};
    const nextConnection = (): Promise<void> => new Promise((resolve) => (inFlight = resolve));
    let standing = nextConnection();
    const operation = retryer.do(async ({ attempt, outages, signal }) => {
      seen.push({ attempt, outages, state: monitor.state });
      if (outages === OUTAGES) return 'carried over';
      const socket = connect({ host: '8.8.8.8', port: 53, signal });
      await once(socket, 'connect');
      inFlight();
      await once(socket, 'close');
      throw new Error('the peer closed the connection');
    });
    for (let outage = 0; outage < OUTAGES; outage++) {
      await standing;
      standing = nextConnection();
      await lab.pullCable();
      await reaches(monitor, 'down', 'no-carrier');
      await lab.plugCable();
    }
    expect(await operation).to.equal('carried over');
    expect(seen.map(({ outages }) => outages)).to.deep.equal(Array.from({ length: OUTAGES + 1 }, (_, index) => index));
    expect(seen.filter(({ attempt, state }) => attempt !== 1 || state === 'down')).to.deep.equal([]);
  }).timeout(300_000);
});
