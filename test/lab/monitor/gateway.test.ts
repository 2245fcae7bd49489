import { expect } from 'chai';
import { NetworkMonitor, type NetworkMonitorOptions } from '../../../lib/index.ts';
import { reaches, StateLog } from '../support/expect-state.ts';
import { Lab } from '../support/lab.ts';

// No timer of the monitor's plays a part: the next round but for an event is an hour away.
const PATIENT: NetworkMonitorOptions = { checkTimeout: '300ms', checkInterval: '1h' };

const GATEWAY_ADDRESS = '10.0.0.1';

// Of a recovery: those up to 640 ms, and those one and two seconds later. The next comes in three seconds at the least.
const LAUNCHES = 10;

// Three hosts, two ports each.
const PROBES_A_LAUNCH = 6;

/** Resolves when `holds` does, looked at in every turn of the event loop. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

describe('the gateway', () => {
  let lab: Lab;
  let monitor: NetworkMonitor;

  beforeEach(async () => {
    lab = await Lab.connected();
  });

  afterEach(async () => {
    await monitor.stop();
    await lab[Symbol.asyncDispose]();
  });

  async function watch(options: NetworkMonitorOptions = {}): Promise<void> {
    monitor = new NetworkMonitor({ ...PATIENT, ...options });
    await monitor.start();
    await reaches(monitor, 'up', 'all-hosts-reachable');
    await monitor.check();
  }

  const gatewayState = (): unknown => monitor.snapshot().hosts[0]?.gatewayState;

  it('that goes silent is found by the kernel, and a round starts at once: the state is down for it', async () => {
    await watch();
    const { checks } = monitor.snapshot().counters;
    await lab.silenceGateway();
    await reaches(monitor, 'down', 'gateway-dead');
    expect(monitor.snapshot().counters.checks).to.equal(checks + 1);
    expect(gatewayState()).to.equal('failed');
    expect(monitor.snapshot().interfaces.find(({ name }) => name === 'eth0')).to.include({ carrier: true });
  });

  it('whose address is gone is as dead', async () => {
    await watch();
    await lab.internet.run(`ip addr del ${GATEWAY_ADDRESS}/24 dev r0`);
    await lab.useGateway();
    await reaches(monitor, 'down', 'gateway-dead');
  });

  it('that is back ends the outage as soon as it is heard of, however far off the next step of the recovery is', async () => {
    await watch();
    await lab.silenceGateway();
    await reaches(monitor, 'down', 'gateway-dead');
    const { probes } = monitor.snapshot().counters;
    await until(() => monitor.snapshot().counters.probes >= probes + LAUNCHES * PROBES_A_LAUNCH);
    // What the last launch asked of the kernel has failed: no probe waits for an answer any more.
    await lab.host.run(`until ip neigh show ${GATEWAY_ADDRESS} | grep -q FAILED; do :; done`);
    const startMs = performance.now();
    await lab.returnGateway();
    await reaches(monitor, 'up', 'all-hosts-reachable');
    expect(performance.now() - startMs).to.be.below(1_000);
    expect(gatewayState()).to.equal('reachable');
  });

  it('is told to be the reason also when its failure comes to be known after that of the hosts', async () => {
    await watch();
    await lab.block();
    void monitor.check();
    await reaches(monitor, 'down', 'unreachable');
    await lab.silenceGateway();
    await until(() => monitor.snapshot().reason === 'gateway-dead');
    expect(monitor.state).to.equal('down');
  });

  it('is not suspected while it answers and the internet behind it does not', async () => {
    await watch();
    await lab.block('8.8.8.8', '1.1.1.1', '8.8.4.4');
    void monitor.check();
    await reaches(monitor, 'down', 'unreachable');
    expect(gatewayState()).to.equal(null);
  });

  it('is probed then where that is wanted, and the snapshot says that it answers', async () => {
    await watch({ gatewayProbe: true });
    await lab.block('8.8.8.8', '1.1.1.1', '8.8.4.4');
    void monitor.check();
    await reaches(monitor, 'down', 'unreachable');
    await until(() => gatewayState() === 'reachable');
    expect(monitor.snapshot()).to.include({ state: 'down', reason: 'unreachable' });
  });

  it('alone is listened to: other neighbours that come, fail and go wake nobody', async () => {
    // The end of eth0's duplicate address detection is news, and comes a second or two after the cable.
    await lab.host.run('while ip -6 address show dev eth0 tentative | grep -q inet6; do :; done');
    await watch();
    using log = new StateLog(monitor);
    const before = monitor.snapshot().counters;
    const others = Array.from({ length: 50 }, (_, index) => `10.0.0.${100 + index}`);
    const churn = others.map((address) =>
      [
        `ip neigh add ${address} lladdr 02:00:00:00:01:01 dev eth0 nud reachable`,
        `ip neigh change ${address} dev eth0 nud failed`,
        `ip neigh del ${address} dev eth0`,
      ].join(' && '),
    );
    await lab.host.run(churn.join(' && '));
    // Its own entry is renewed all day, which is no news either.
    await lab.host.run(`ip neigh change ${GATEWAY_ADDRESS} dev eth0 nud stale`);
    await lab.host.run(`ip neigh change ${GATEWAY_ADDRESS} dev eth0 nud reachable`);
    // The sentinel: a message that is heard comes after all of those.
    await lab.host.run('ip link set eth0 mtu 1400');
    await until(() => monitor.snapshot().interfaces.some(({ mtu }) => mtu === 1400));
    monitor.refresh();
    const { messages, wakeups } = monitor.snapshot().counters;
    expect([messages, wakeups]).to.deep.equal([before.messages + 1, before.wakeups + 1]);
    expect(log.states).to.deep.equal([]);
  });
});
