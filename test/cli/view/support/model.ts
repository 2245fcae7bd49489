import type { ViewModel } from '../../../../lib/cli/view/view-model.ts';
import { freezeSnapshot } from '../../../../lib/monitor/diagnosis.ts';
import {
  freezeInterface,
  type HostSnapshot,
  type InterfaceSnapshot,
  type NetworkSnapshot,
  NO_MONITOR_COUNTS,
} from '../../../../lib/monitor/snapshot.ts';
import { address, link } from '../../../support/records.ts';

/** A host that answers over eth0, unless told otherwise. */
export function host(name: string, differences: Partial<HostSnapshot> = {}): HostSnapshot {
  return {
    ...{ host: name, port: 53, reachable: true, rttMs: 1.25, error: null },
    ...{ interface: 'eth0', source: '10.0.0.2', gateway: '10.0.0.1', gatewayState: null },
    ...{ checkedAt: new Date(0), bound: null, timeoutMs: 300, families: [], lookup: null },
    ...differences,
  };
}

/** An interface that is up with carrier and these addresses, unless told otherwise. */
export function nic(
  name: string,
  addresses: readonly string[],
  differences: Partial<InterfaceSnapshot> = {},
): InterfaceSnapshot {
  const records = addresses.map((text) => address(2, text));
  return { ...freezeInterface(link(2, name), records), ...differences };
}

export function snapshot(differences: Partial<Omit<NetworkSnapshot, 'diagnosis'>> = {}): NetworkSnapshot {
  return freezeSnapshot({
    ...{ state: 'up', reason: 'all-hosts-reachable', since: new Date(0), cause: { type: 'start' } },
    interfaces: [nic('eth0', ['10.0.0.2/24', '2001:db8::2/64'])],
    hosts: [host('8.8.8.8'), host('1.1.1.1', { rttMs: 23.4 })],
    backend: { events: 'netlink', probes: 'native', fallbackReason: null },
    ...{ portal: null, counters: NO_MONITOR_COUNTS, damping: null },
    ...differences,
  });
}

/** A network that is up after an outage, unless told otherwise. */
export function model(differences: Partial<ViewModel> = {}): ViewModel {
  const at = (time: string): Date => new Date(`2026-03-01T${time}.500Z`);
  return {
    snapshot: snapshot(),
    ageMs: 200_000,
    samples: [
      [0.4, 2, null, 1.25],
      [20, 25, null, 23.4],
    ],
    transitions: [
      { at: at('12:00:09'), state: 'up', reason: 'all-hosts-reachable', interface: 'eth0', tookMs: 12.4 },
      { at: at('12:00:01'), state: 'down', reason: 'no-carrier', interface: 'eth0', tookMs: 0.126 },
      { at: at('11:00:00'), state: 'up', reason: 'all-hosts-reachable', interface: 'eth0', tookMs: null },
    ],
    note: null,
    ...differences,
  };
}
