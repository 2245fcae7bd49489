import type { ChildProcess } from 'node:child_process';
import { expect } from 'chai';
import type { NetworkMonitorOptions, PortalSnapshot } from '../../../lib/index.ts';
import { reaches, StateLog } from '../support/expect-state.ts';
import { Lab } from '../support/lab.ts';
import { NetworkMonitor } from '../support/monitor.ts';
import { startPortal, turnPortal } from '../support/portal.ts';

const OPTIONS: NetworkMonitorOptions = {
  captivePortalUrl: 'http://8.8.8.8/generate_204',
  checkHosts: ['8.8.8.8:53', '1.1.1.1:443'],
  checkTimeout: '1s',
  checkInterval: '200ms',
};

/** Resolves when this is known of the portal from a check that has ended. */
async function portalBecomes(monitor: NetworkMonitor, status: PortalSnapshot['status']): Promise<PortalSnapshot> {
  for (;;) {
    const { portal } = monitor.snapshot();
    if (portal?.status === status && portal.checkedAt !== null) return portal;
    await monitor.check();
  }
}

describe('a captive portal on port 80', () => {
  let lab: Lab;
  let portal: ChildProcess;

  const turn = (how: 'open' | 'captive'): Promise<void> => turnPortal(portal, how);

  beforeEach(async () => {
    lab = await Lab.connected();
    portal = await startPortal(lab);
  });

  afterEach(async () => {
    await lab[Symbol.asyncDispose]();
  });

  it('makes the state degraded after up, and up again when it opens', async () => {
    await using monitor = new NetworkMonitor(OPTIONS);
    using log = new StateLog(monitor);
    await monitor.start();
    await reaches(monitor, 'degraded', 'captive-portal');
    expect(monitor.snapshot().portal).to.include({
      status: 'captive',
      httpStatus: 302,
      location: 'http://10.0.0.1/login',
      error: null,
    });
    expect(monitor.snapshot().diagnosis.find(({ status }) => status === 'failed')?.link).to.equal('portal');
    await turn('open');
    await reaches(monitor, 'up', 'all-hosts-reachable');
    expect(monitor.snapshot().portal).to.include({ status: 'open', httpStatus: 204, location: null });
    expect(log.states).to.deep.equal(['up', 'degraded', 'up']);
  });

  it('is found on a new way without a round of its own', async () => {
    await turn('open');
    await using monitor = new NetworkMonitor({ ...OPTIONS, checkInterval: '1h' });
    await monitor.start();
    await lab.internet.run('ip addr add 10.0.0.3/24 dev r0');
    await portalBecomes(monitor, 'open');
    await turn('captive');
    await lab.host.run('ip route replace default via 10.0.0.3');
    await reaches(monitor, 'degraded', 'captive-portal');
  });

  it('is asked for once the cable is back, and not while it is out', async () => {
    await using monitor = new NetworkMonitor({ ...OPTIONS, checkInterval: '1h' });
    await monitor.start();
    await reaches(monitor, 'degraded', 'captive-portal');
    await lab.pullCable();
    await reaches(monitor, 'down', 'no-carrier');
    expect(monitor.snapshot().portal).to.include({ status: 'unknown', checkedAt: null });
    await lab.plugCable();
    await reaches(monitor, 'degraded', 'captive-portal');
  });

  it('is asked for by name with the names that c-ares finds', async () => {
    const asked: string[] = [];
    const resolver = {
      resolve: (name: string) => {
        asked.push(name);
        return Promise.resolve([{ family: 4 as const, address: '1.1.1.1' }]);
      },
      cancel: () => {},
    };
    const options = { ...OPTIONS, captivePortalUrl: 'http://portal.example/' };
    await using monitor = new NetworkMonitor(options, { resolver });
    await monitor.start();
    await reaches(monitor, 'degraded', 'captive-portal');
    expect(asked).to.include('portal.example');
  });

  it('is found through the interface that is preferred', async () => {
    await using monitor = new NetworkMonitor({ ...OPTIONS, preferredInterfaces: ['eth0'] });
    await monitor.start();
    await reaches(monitor, 'degraded', 'captive-portal');
  });

  it('is found in link-only mode', async () => {
    await using monitor = new NetworkMonitor({ ...OPTIONS, checkHosts: [] });
    await monitor.start();
    await reaches(monitor, 'degraded', 'captive-portal');
    await turn('open');
    await reaches(monitor, 'up', 'link-usable');
  });

  it('says nothing when it does not answer: the state is what the hosts tell', async () => {
    await lab.internet.run(
      "nft add table inet lab && nft add chain inet lab input '{ type filter hook input priority 0; }' && nft add rule inet lab input tcp dport 80 drop",
    );
    await using monitor = new NetworkMonitor({ ...OPTIONS, checkTimeout: '200ms' });
    using log = new StateLog(monitor);
    await monitor.start();
    const { error, httpStatus } = await portalBecomes(monitor, 'unknown');
    expect([error, httpStatus, log.states]).to.deep.equal(['ETIMEDOUT', null, ['up']]);
    await lab.unblock();
    await reaches(monitor, 'degraded', 'captive-portal');
  });
});
