import type { AddressRecord, LinkRecord, OperState } from '../sources/contract.ts';
import { NO_COUNTS } from '../sources/no-counts.ts';
import type { DiagnosisLink } from './diagnosis.ts';
import type { NetworkState, StateCause, StateReason } from '../state/network-state.ts';
import type { PortalStatus } from '../state/portal-progress.ts';

export interface AddressSnapshot {
  readonly address: string;
  readonly prefixLength: number;
  readonly family: 4 | 6;
  readonly scope: AddressRecord['scope'];
  /** Duplicate address detection has not ended, or has failed. */
  readonly tentative: boolean;
  readonly deprecated: boolean;
}

export interface InterfaceSnapshot {
  readonly name: string;
  readonly index: number;
  readonly kind: string;
  readonly up: boolean;
  readonly carrier: boolean;
  readonly operState: OperState;
  readonly mtu: number;
  readonly mac: string;
  readonly addresses: readonly AddressSnapshot[];
}

/** One address family of a check host. */
export interface FamilySnapshot {
  readonly family: 4 | 6;
  /** The first of its addresses; null when the name has none of this family, or has not been resolved. */
  readonly address: string | null;
  /** Null before the first probe of this family ended. */
  readonly reachable: boolean | null;
  readonly rttMs: number | null;
  /** RFC 6298's SRTT over the present path; null before the first answer over it. */
  readonly smoothedRttMs: number | null;
  /** errno name of the last failure, `'ENODATA'` when the name has no address of this family; null after a success. */
  readonly error: string | null;
}

/** How a name was looked up last. */
export interface LookupSnapshot {
  /** Code of node:dns, such as `'ENOTFOUND'` or `'ETIMEOUT'`, when it failed; null otherwise. */
  readonly error: string | null;
  /** When it was found last; its addresses of then are used until there are others. Null before that. */
  readonly foundAt: Date | null;
}

export interface HostSnapshot {
  readonly host: string;
  /** The port that answered last, or the one asked for; null while neither is known. */
  readonly port: number | null;
  /** Null before the first probe ended. */
  readonly reachable: boolean | null;
  /** Milliseconds from connect(2) to the last answer. */
  readonly rttMs: number | null;
  /** errno name of the last failure, null after a success. */
  readonly error: string | null;
  readonly interface: string | null;
  readonly source: string | null;
  readonly gateway: string | null;
  /**
   * `failed`: the kernel can't resolve the gateway's address. `reachable`: it answers, or a host behind it does. Null: there is
   * no gateway, or nothing is known of it.
   */
  readonly gatewayState: 'reachable' | 'failed' | null;
  readonly checkedAt: Date | null;
  /**
   * Whether the last probe was bound to its preferred interface; where it could not be, it left as the routing table says. Null
   * without `preferredInterfaces`, and before the first probe.
   */
  readonly bound: boolean | null;
  /** Milliseconds after which a probe of now is taken to be lost, by RFC 6298: from 300 to `checkTimeout`. */
  readonly timeoutMs: number;
  /** The families that the host has, or as a name could have, apart: `reachable` above is of either. */
  readonly families: readonly FamilySnapshot[];
  /** Null for a literal address. */
  readonly lookup: LookupSnapshot | null;
}

/** What is known of a captive portal, from `captivePortalUrl`. */
export interface PortalSnapshot {
  /** `open`: the URL answers as it should. `captive`: something answers in its place. `unknown`: nothing has answered over the present ways. */
  readonly status: PortalStatus;
  /** When the last check ended; null before the first over the present ways. */
  readonly checkedAt: Date | null;
  /** HTTP status of the last check; null when it was not answered. */
  readonly httpStatus: number | null;
  /** Where the answer redirected to, as it was sent. */
  readonly location: string | null;
  /** Why the last check got no answer: an errno name, a DNS error, or node:http's code; null when it was answered. */
  readonly error: string | null;
}

/** How the monitor hears and asks. */
export interface BackendSnapshot {
  readonly events: 'netlink' | 'polling';
  readonly probes: 'native' | 'socket';
  /** Why one of them is the fallback; null when neither is. */
  readonly fallbackReason: string | null;
}

/** How flaps are damped at present. */
export interface DampingSnapshot {
  /** Grows with each outage, and halves every `halfLife`. */
  readonly penalty: number;
  /** What follows an outage is held back. */
  readonly suppressed: boolean;
  /** Until when it is, if there is no outage more; null when it is not. */
  readonly until: Date | null;
}

/** Monotonic counts since the monitor was made. */
export interface MonitorCounters {
  readonly messages: number;
  readonly wakeups: number;
  readonly resyncs: number;
  readonly overflows: number;
  readonly checks: number;
  readonly probes: number;
  readonly stateChanges: number;
  readonly dropped: number;
  /** Comparisons of the view with the system (`auditInterval`), and records that they found to be wrong. */
  readonly audits: number;
  readonly drifts: number;
  /** Not a count: the size in force of the netlink socket's receive buffer; 0 when polling. */
  readonly receiveBufferBytes: number;
}

/** Before the start, and after a start that failed. */
export const NO_MONITOR_COUNTS: MonitorCounters = Object.freeze({
  ...NO_COUNTS,
  checks: 0,
  probes: 0,
  stateChanges: 0,
});

/** The whole view at one moment. Frozen. */
export interface NetworkSnapshot {
  readonly state: NetworkState;
  readonly reason: StateReason;
  readonly since: Date;
  readonly cause: StateCause;
  readonly interfaces: readonly InterfaceSnapshot[];
  readonly hosts: readonly HostSnapshot[];
  /** Null without `captivePortalUrl`. */
  readonly portal: PortalSnapshot | null;
  readonly backend: BackendSnapshot;
  readonly counters: MonitorCounters;
  /** Null without `flapDamping`. While it is suppressed, `state` is `down` whatever the hosts say. */
  readonly damping: DampingSnapshot | null;
  /** The chain from the interface to the portal: the first link that failed is the one that breaks it. Worked out when it is read. */
  readonly diagnosis: readonly DiagnosisLink[];
}

/** One change of state, as listeners and subscribers get it. */
export interface StateChange {
  readonly state: NetworkState;
  readonly previous: NetworkState;
  readonly reason: StateReason;
  readonly cause: StateCause;
  readonly at: Date;
  readonly snapshot: NetworkSnapshot;
}

/** An interface with its addresses, frozen. */
export function freezeInterface(link: LinkRecord, addresses: Iterable<AddressRecord>): InterfaceSnapshot {
  const { name, index, kind, up, carrier, operState, mtu, mac } = link;
  const frozen = Array.from(addresses, ({ address, prefixLength, family, scope, tentative, deprecated }) =>
    Object.freeze({ address, prefixLength, family, scope, tentative, deprecated }),
  );
  return Object.freeze({ name, index, kind, up, carrier, operState, mtu, mac, addresses: Object.freeze(frozen) });
}
