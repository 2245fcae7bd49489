import { type Examination, likelyMeant } from '../../lib/cli/doctor-examination.ts';
import { freezeSnapshot } from '../../lib/monitor/diagnosis.ts';
import { type MonitorSettings, readMonitorOptions } from '../../lib/monitor/settings.ts';
import { type NetworkSnapshot, NO_MONITOR_COUNTS } from '../../lib/monitor/snapshot.ts';
import type { NetworkState, StateReason } from '../../lib/state/network-state.ts';
import { ETH0, HOST, LO } from './snapshots.ts';

const STATES: Readonly<Record<StateReason, NetworkState>> = {
  'not-started': 'unknown',
  starting: 'unknown',
  'link-usable': 'up',
  'all-hosts-reachable': 'up',
  'some-hosts-reachable': 'degraded',
  unreachable: 'down',
  'no-interface': 'down',
  'interface-down': 'down',
  'no-carrier': 'down',
  dormant: 'down',
  'no-address': 'down',
  'dad-pending': 'down',
  'no-route': 'down',
  prohibited: 'down',
  'gateway-dead': 'down',
  'captive-portal': 'degraded',
  'monitor-failed': 'unknown',
  stopped: 'unknown',
};

/** Every reason that a state can have. */
export const REASONS: readonly StateReason[] = Object.keys(STATES) as StateReason[];

/** What a monitor shows. */
export type Seen = Pick<NetworkSnapshot, 'reason' | 'interfaces' | 'hosts' | 'portal' | 'backend'>;

/** What differs from an examination of a network that is up, of all its interfaces, by netlink. */
export type Difference = Partial<Omit<Examination, 'snapshot' | 'settings'>> & { options?: Partial<MonitorSettings> };

export function examination(seen: Partial<Seen>, { options, ...others }: Difference = {}): Examination {
  const { reason = 'all-hosts-reachable', interfaces = [LO, ETH0], hosts = [HOST], portal = null } = seen;
  const { backend = { events: 'netlink', probes: 'native', fallbackReason: null } } = seen;
  const at = new Date('2026-01-02T03:04:05Z');
  const settings = { ...readMonitorOptions({ checkHosts: hosts.map(({ host }) => host) }), ...options };
  const { interfaceNames = interfaces.map(({ name }) => name) } = others;
  return {
    at,
    snapshot: freezeSnapshot({
      ...{ state: STATES[reason], reason, since: at, cause: { type: 'start' }, interfaces, hosts, portal, backend },
      ...{ counters: NO_MONITOR_COUNTS, damping: null },
    }),
    settings,
    retry: { maxAttempts: 5, waitForNetwork: true },
    interfaceNames,
    likelyMeant: likelyMeant(settings, interfaceNames),
    proxy: null,
    failure: null,
    ...others,
  };
}
