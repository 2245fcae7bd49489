import { InvalidOptionError } from '../errors.ts';
import type { NetworkState } from '../state/network-state.ts';

/** A way over which connections can't go on, as the `path` events of a monitor have it in `lost`. */
export interface LostPath {
  readonly interface: string | null;
  readonly source: string | null;
  readonly cause: 'address' | 'interface' | 'route';
  /** How long before it had been left for another, in milliseconds; 0 when it was in use until now. */
  readonly unusedMs: number;
}

/**
 * What a retryer needs of one destination. `monitor.target()` gives it, and so can any object of yours. It is disposed of when no
 * operation goes there any more.
 */
export interface NetworkTarget extends Disposable {
  /**
   * `down` parks operations. `unknown` while the network is down: it has to be asked first, by `check()`, and operations that begin
   * wait for that. Otherwise `unknown` never parks.
   */
  readonly state: NetworkState;
  on(event: 'state', listener: (change: { readonly state: NetworkState }) => void): unknown;
  /** Resolves once it is known whether it answers; `state` says what follows. */
  check(): Promise<unknown>;
  /**
   * Whether connections to it may have gone over this way, which the network has lost, and can't go on. Absent, or when it throws:
   * they may.
   */
  hasLost?(path: LostPath): boolean;
  /**
   * Held for as long as an operation waits on it: what finds out that it is usable again need not run without. When it resolves,
   * `state` says whether that is so. Called again after a while when it is not, and when it rejects.
   */
  waitUntilUsable(options: { signal: AbortSignal }): Promise<unknown>;
}

/**
 * What a retryer needs of a monitor. `NetworkMonitor` and `FakeNetwork` have this shape, and so can any object of yours:
 * the first two members are enough.
 */
export interface NetworkView {
  readonly state: NetworkState;
  /** An `EventEmitter` is listened to for `path` as well, by `abortOnNetworkDown`: it aborts for what these have in `lost`. */
  on(event: 'state', listener: (change: { readonly state: NetworkState }) => void): unknown;
  /** Takes in what the system has pending, at once, and answers the state after it. */
  refresh?(): NetworkState;
  /** Resolves once a probe begun after the call has shown whether the network carries traffic. */
  verify?(): Promise<unknown>;
  /** An operation succeeded, with this host if it has a target. Called very often: it should do next to nothing. */
  reportSuccess?(host?: string): void;
  /** An operation failed in a way that may be the network's fault. */
  reportFailure?(error: unknown): void;
  /** Stands in for `verify` where there is none. */
  check?(): Promise<unknown>;
  /**
   * One destination apart from the network, for `do(…, { target })`: called with `host`, `host:port` or `[v6]:port` in lower
   * case, never for loopback or a Unix socket, and not before the network is `down` or an operation has failed. Without it
   * operations with a target go by the state of the network, but those that stay on this machine by none.
   */
  target?(destination: string): NetworkTarget;
}

/** @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION` for anything that is not a {@link NetworkView} or null */
export function readNetworkView(option: string, value: unknown): NetworkView | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'object' && 'on' in value && typeof value.on === 'function' && 'state' in value) {
    return value as NetworkView;
  }
  throw new InvalidOptionError(option, value, 'a NetworkMonitor, or an object with state and on()');
}
