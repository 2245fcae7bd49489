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
  /** An operation succeeded. Called very often: it should do next to nothing. */
  reportSuccess?(): void;
  /** An operation failed in a way that may be the network's fault. */
  reportFailure?(error: unknown): void;
  /** Stands in for `verify` where there is none. */
  check?(): Promise<unknown>;
}

/** @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION` for anything that is not a {@link NetworkView} or null */
export function readNetworkView(option: string, value: unknown): NetworkView | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'object' && 'on' in value && typeof value.on === 'function' && 'state' in value) {
    return value as NetworkView;
  }
  throw new InvalidOptionError(option, value, 'a NetworkMonitor, or an object with state and on()');
}
