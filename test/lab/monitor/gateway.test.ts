import { expect } from 'chai';
import { NetworkMonitor, type NetworkMonitorOptions } from '../../../lib/index.ts';
import { reaches, StateLog } from '../support/expect-state.ts';
import { Lab } from '../support/lab.ts';

// No timer of the monitor's plays a part: the next round but for an event is an hour away.
const PATIENT: NetworkMonitorOptions = { checkTimeout: '300ms', checkInterval: '1h' };

const GATEWAY_ADDRESS = '10.0.0.1';

/** Resolves when `holds` does, looked at in every turn of the event loop. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

describe('the gateway', () => {
  let lab: Lab;
  let monitor: NetworkMonitor;

  beforeEach(async () => {
    lab = await Lab.connected();
    // The kernel asks three times before it gives an entry up: this shortens the seconds of that, and nothing else.
    await lab.host.run(
      'sysctl -qw net.ipv4.neigh.eth0.retrans_time_ms=100 net.ipv4.neigh.eth0.delay_first_probe_time=0',
    );
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

  /** The machine goes silent, and its link stays up. */
  const silence = (): Promise<string> => lab.internet.run('ip link set dev r0 arp off && ip neigh flush dev r0');
  /** It is back, and says so to nobody in particular: it asks who the host is, as it would to send it something. */
  const unsilence = (): Promise<string> =>
    lab.internet.run('ip link set dev r0 arp on && bash -c "echo > /dev/udp/10.0.0.2/9"');
  /** Somebody else on this host uses the gateway, whose entry has gone stale. */
  const useStale = (): Promise<string> =>
    lab.host.run(`ip neigh change ${GATEWAY_ADDRESS} dev eth0 nud stale && bash -c 'echo > /dev/udp/192.0.2.1/9'`);

  it('that goes silent is found by the kernel, and a round starts at once: the state is down for it', async () => {
    await watch();
    const { checks } = monitor.snapshot().counters;
    await silence();
    await useStale();
    await reaches(monitor, 'down', 'gateway-dead');
    expect(monitor.snapshot().counters.checks).to.equal(checks + 1);
    expect(gatewayState()).to.equal('failed');
    expect(monitor.snapshot().interfaces.find(({ name }) => name === 'eth0')).to.include({ carrier: true });
  });

  it('whose address is gone is as dead', async () => {
    await watch();
    await lab.internet.run(`ip addr del ${GATEWAY_ADDRESS}/24 dev r0`);
    await useStale();
    await reaches(monitor, 'down', 'gateway-dead');
  });

  it('that comes back and is heard of ends the outage at once', async () => {
    await watch();
    await silence();
    await useStale();
    await reaches(monitor, 'down', 'gateway-dead');
    // By now the recovery is at its slow steps, and a probe in flight has been given up.
    await until(() => monitor.snapshot().counters.probes > 60);
    await unsilence();
    await reaches(monitor, 'up', 'all-hosts-reachable');
    expect(gatewayState()).to.equal('reachable');
  });

  it('is told to be the reason also when its failure comes to be known during the outage', async () => {
    await watch();
    await silence();
    await lab.host.run(`ip neigh del ${GATEWAY_ADDRESS} dev eth0`);
    void monitor.check();
    await reaches(monitor, 'down');
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
