import { execFileSync } from 'node:child_process';
import type { NetworkMonitorOptions, Recording, RecordOptions } from '../../../lib/index.ts';
import type { MonitorSeams } from '../../../lib/monitor/monitor-seams.ts';
import type { NameResolver } from '../../../lib/monitor/resolver.ts';
import { loadAddon } from '../../../lib/native/loader.ts';
import { NativeProber } from '../../../lib/probe/native.ts';
import { NetlinkSource } from '../../../lib/sources/netlink.ts';
import { reaches, StateLog } from './expect-state.ts';
import { Lab } from './lab.ts';
import { startPortal, turnPortal } from './portal.ts';
import { NetworkMonitor } from './monitor.ts';

/** Something that happens to a network while a monitor of it is recorded. */
export interface Scenario {
  options?: NetworkMonitorOptions;
  seams?: MonitorSeams;
  /** Before the monitor starts. */
  prepare?: (lab: Lab) => Promise<void>;
  /** After it has started, and before it is recorded; without it the recording begins with the monitor. */
  before?: (lab: Lab, monitor: NetworkMonitor) => Promise<void>;
  act: (lab: Lab, monitor: NetworkMonitor) => Promise<void>;
}

const QUICK: NetworkMonitorOptions = { checkTimeout: '300ms', checkInterval: '30s' };

const resolver: NameResolver = {
  resolve: (name) => Promise.resolve([{ family: 4, address: name.startsWith('one') ? '1.1.1.1' : '8.8.8.8' }]),
  cancel: () => {},
};

const up = (monitor: NetworkMonitor): Promise<void> => reaches(monitor, 'up', 'all-hosts-reachable');

/** What is recorded for the regression tests, and replayed as soon as it is recorded by the lab tests. */
export const scenarios: Record<string, Scenario> = {
  'cable-pulled': {
    act: async (lab, monitor) => {
      await lab.pullCable();
      await reaches(monitor, 'down', 'no-carrier');
      await lab.plugCable();
      await up(monitor);
    },
  },
  'cable-pulled-recorded-late': {
    before: async (_, monitor) => {
      await monitor.check();
    },
    act: async (lab, monitor) => {
      await lab.pullCable();
      await reaches(monitor, 'down', 'no-carrier');
      await lab.plugCable();
      await up(monitor);
    },
  },
  'recorded-while-down': {
    // What is known of the last way out explains why there is none.
    before: async (lab, monitor) => {
      await lab.host.run('ip link add name spare0 index 300 type bridge');
      await lab.host.run('ip link set eth0 down');
      await reaches(monitor, 'down', 'interface-down');
    },
    act: async (lab, monitor) => {
      await lab.host.run('ip link set spare0 up && ip link del eth0');
      await reaches(monitor, 'down', 'no-interface');
      await lab.plug({ name: 'eth0', peer: 'r9', addresses: ['10.0.0.2/24'], peerAddresses: ['10.0.0.1/24'] });
      await lab.host.run('ip route add default via 10.0.0.1');
      await up(monitor);
    },
  },
  'recorded-while-unreachable': {
    before: async (lab, monitor) => {
      await lab.block();
      await monitor.check();
    },
    act: async (lab, monitor) => {
      await lab.unblock();
      await up(monitor);
    },
  },
  'route-withdrawn': {
    act: async (lab, monitor) => {
      await lab.host.run('ip route del default');
      await reaches(monitor, 'down', 'no-route');
      await lab.host.run('ip route add default via 10.0.0.1');
      await up(monitor);
      await lab.host.run('ip route replace prohibit default');
      await reaches(monitor, 'down', 'prohibited');
    },
  },
  'hosts-blocked': {
    act: async (lab, monitor) => {
      await lab.block('8.8.8.8');
      await monitor.check();
      await lab.unblock();
      await lab.block();
      await monitor.check();
      await lab.unblock();
      await up(monitor);
    },
  },
  'address-under-detection': {
    options: { checkHosts: ['[2001:db8:9::9]:53'] },
    prepare: async (lab) => {
      const cable = { addresses: ['2001:db8::2/64'], peerAddresses: ['2001:db8::1/64'] };
      await lab.plug({ name: 'eth6', peer: 'r6', ...cable }, { dad: true });
      await lab.internet.run('ip addr add 2001:db8:9::9/128 dev lo nodad');
      await lab.host.run('ip route add default via 2001:db8::1');
    },
    act: (_, monitor) => up(monitor),
  },
  'gateway-silent': {
    act: async (lab, monitor) => {
      await lab.silenceGateway();
      await reaches(monitor, 'down', 'gateway-dead');
      await lab.returnGateway();
      await up(monitor);
    },
  },
  'gateway-silent-recorded-late': {
    options: { gatewayProbe: true },
    before: async (lab, monitor) => {
      await lab.silenceGateway();
      await reaches(monitor, 'down', 'gateway-dead');
    },
    act: async (lab, monitor) => {
      await lab.returnGateway();
      await up(monitor);
      await lab.block('8.8.8.8', '1.1.1.1', '8.8.4.4');
      await monitor.check();
      await lab.unblock();
      await up(monitor);
    },
  },
  'buffer-overflown': {
    options: { checkHosts: [] },
    seams: { backend: () => smallBackend() },
    act: async (lab, monitor) => {
      const told = new Promise((resolve) => monitor.once('resync', resolve));
      // This thread reads nothing until all of it has happened.
      execFileSync('sh', ['-c', 'for i in 1 2 3 4 5 6 7 8 9; do ip link set eth0 down; ip link set eth0 up; done']);
      execFileSync('ip', ['link', 'set', 'eth0', 'down']);
      await told;
      await reaches(monitor, 'down');
      await lab.host.run('ip link set eth0 up');
      await reaches(monitor, 'up');
    },
  },
  'interface-renamed': {
    options: { preferredInterfaces: ['eth0', 'uplink'], ignoreInterfaces: ['docker*'] },
    act: async (lab, monitor) => {
      await lab.host.run('ip link add name docker0 index 301 type bridge && ip link set docker0 up');
      await lab.host.run('ip link set eth0 name docker1');
      await reaches(monitor, 'down');
      await lab.host.run('ip link set docker1 name uplink');
      await up(monitor);
      await lab.pullCable();
      await reaches(monitor, 'down', 'no-carrier');
    },
  },
  'names-looked-up': {
    options: { checkHosts: ['one.example:53', 'two.example'] },
    seams: { resolver },
    act: async (lab, monitor) => {
      await lab.pullCable();
      await reaches(monitor, 'down', 'no-carrier');
      await lab.plugCable();
      await up(monitor);
    },
  },
  polled: {
    options: { enableNetlink: false },
    act: async (lab, monitor) => {
      await lab.host.run('ip addr del 10.0.0.2/24 dev eth0');
      monitor.refresh();
      await reaches(monitor, 'down');
      await lab.host.run('ip addr add 10.0.0.2/24 dev eth0 && ip route add default via 10.0.0.1');
      await up(monitor);
    },
  },
  'captive-portal': {
    options: { captivePortalUrl: 'http://portal.example/generate_204', checkInterval: '200ms' },
    seams: { resolver },
    act: async (lab, monitor) => {
      // Until now nothing answers there.
      const portal = await startPortal(lab);
      await reaches(monitor, 'degraded', 'captive-portal');
      await turnPortal(portal, 'open');
      await up(monitor);
      await lab.pullCable();
      await reaches(monitor, 'down', 'no-carrier');
    },
  },
  'targets-asked-for': {
    // They are no part of what is recorded: a replay has none of them, and comes to the same.
    seams: { resolver },
    prepare: withLanServer,
    act: async (lab, monitor) => {
      await reaches(monitor, 'up');
      await useTargets(lab, monitor);
    },
  },
  'targets-asked-for-recorded-late': {
    seams: { resolver },
    before: async (lab, monitor) => {
      await withLanServer(lab);
      monitor.target('10.0.0.9:53');
      await monitor.target('one.example:53').check();
    },
    act: useTargets,
  },
  'listener-reads-on': {
    // What it reads lies in the middle of telling of what came before.
    act: async (lab, monitor) => {
      monitor.once('state', () => {
        execFileSync('ip', ['link', 'set', 'eth0', 'up']);
        execFileSync('ip', ['route', 'add', 'default', 'via', '10.0.0.1']);
        monitor.refresh();
        monitor.once('state', () => void monitor.stop());
      });
      const stopped = reaches(monitor, 'unknown', 'stopped');
      await lab.host.run('ip link set eth0 down');
      await stopped;
    },
  },
};

async function withLanServer(lab: Lab): Promise<void> {
  await lab.internet.run('ip addr add 10.0.0.9/24 dev r0');
}

// Made, asked, waited for and disposed of, while links and routes come and go for others.
async function useTargets(lab: Lab, monitor: NetworkMonitor): Promise<void> {
  using near = monitor.target('10.0.0.9:53');
  await lab.host.run('ip route del default');
  await reaches(monitor, 'down', 'no-route');
  await near.waitUntilUsable();
  using far = monitor.target('one.example:53');
  const back = far.waitUntilUsable();
  await near.check();
  await lab.pullCable();
  await reaches(monitor, 'down', 'no-carrier');
  await lab.plugCable();
  await near.waitUntilUsable();
  await lab.host.run('ip route add default via 10.0.0.1');
  await back;
  await up(monitor);
}

function smallBackend(): ReturnType<NonNullable<MonitorSeams['backend']>> {
  const loaded = loadAddon();
  if ('reason' in loaded) throw new Error(loaded.reason);
  return {
    // Cut by the kernel to its smallest, in which one message fits.
    source: new NetlinkSource(loaded.addon, 1),
    prober: new NativeProber(loaded.addon),
    snapshot: { events: 'netlink', probes: 'native', fallbackReason: null },
  };
}

/** Lets a scenario happen in a lab of its own, and records it. Answers the changes that a listener was told of meanwhile. */
export async function playScenario(
  scenario: Scenario,
  path: string,
  options: RecordOptions,
): Promise<StateLog['changes']> {
  const { prepare, before, act, seams } = scenario;
  await using lab = await Lab.connected();
  await prepare?.(lab);
  await using monitor = new NetworkMonitor({ ...QUICK, ...scenario.options }, seams);
  let recording: Recording | null = null;
  if (before === undefined) recording = await monitor.record(path, options);
  else {
    await monitor.start();
    await reaches(monitor, 'up');
    await before(lab, monitor);
    recording = await monitor.record(path, options);
  }
  using log = new StateLog(monitor);
  if (before === undefined) {
    await monitor.start();
    if (monitor.state !== 'up' && scenario.prepare === undefined) await reaches(monitor, 'up');
  }
  await act(lab, monitor);
  await monitor.stop();
  await recording.stop();
  return log.changes;
}
