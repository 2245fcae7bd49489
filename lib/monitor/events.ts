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

/** By which interface, from which address and over which gateway something is reached; null for what is not known, or none. */
export interface Way {
  interface: string | null;
  source: string | null;
  gateway: string | null;
}

/** A way over which the connections that were made over it can't go on. */
export interface LostWay extends Way {
  /**
   * `interface`: its interface is down, without carrier or gone. `address`: its source address is gone, or turned out to be a
   * duplicate. `route`: no route leads to the host by its interface any more.
   */
  cause: 'address' | 'interface' | 'route';
  /** How long before it had been left for another, in milliseconds; 0 when it was in use until now. */
  unusedMs: number;
}

/** `path`: the way to a check host changed, or one that it had before was lost. */
export interface PathEvent extends Way {
  host: string;
  usable: boolean;
  reason: StateReason;
  /** What it was until now: the same as before when what was lost had been left before. Null when there was none. */
  previous: Way | null;
  /** Empty when connections can go on as they are: another way is merely preferred, say. */
  lost: readonly LostWay[];
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
