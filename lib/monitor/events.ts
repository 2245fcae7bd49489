import type { AddressRecord, LinkRecord, RouteHint } from '../sources/contract.ts';
import type { NetworkState, StateReason } from '../state/network-state.ts';
import type { HostSnapshot, StateChange } from './snapshot.ts';

/** `link`: an interface appeared (`previous` null), changed, or went (`current` null). */
export interface LinkEvent {
  interface: string;
  previous: LinkRecord | null;
  current: LinkRecord | null;
}

/** `address`: an address appeared, changed or went. */
export interface AddressEvent {
  interface: string | null;
  previous: AddressRecord | null;
  current: AddressRecord | null;
}

/** `route`: the kernel announced or withdrew a route. For display: it does not announce all. */
export interface RouteEvent extends RouteHint {
  interface: string | null;
}

/** `path`: the way to a check host changed. */
export interface PathEvent {
  host: string;
  usable: boolean;
  reason: StateReason;
  interface: string | null;
  source: string | null;
  gateway: string | null;
}

/** `check`, and what `check()` resolves with: how a round ended. */
export interface CheckResult {
  state: NetworkState;
  reason: StateReason;
  reachable: number;
  total: number;
  hosts: readonly HostSnapshot[];
}

/** `resync`: messages were lost, and the view was rebuilt from a dump. */
export interface ResyncEvent {
  reason: string;
}

/** `wake`: the machine slept. */
export interface WakeEvent {
  sleptMs: number;
}

/** Events of a NetworkMonitor and what their listeners get. */
export interface MonitorEvents {
  state: [StateChange];
  link: [LinkEvent];
  address: [AddressEvent];
  route: [RouteEvent];
  path: [PathEvent];
  check: [CheckResult];
  resync: [ResyncEvent];
  wake: [WakeEvent];
}
