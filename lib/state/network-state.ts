/** The four states. `up` and `degraded` are usable; `unknown` is what it is before the first decision and after the monitor itself failed. */
export type NetworkState = 'unknown' | 'up' | 'degraded' | 'down';

/** Why the state is what it is. */
export type StateReason =
  | 'not-started'
  | 'starting'
  | 'link-usable'
  | 'all-hosts-reachable'
  | 'some-hosts-reachable'
  | 'unreachable'
  | 'no-interface'
  | 'interface-down'
  | 'no-carrier'
  | 'dormant'
  | 'no-address'
  | 'dad-pending'
  | 'no-route'
  | 'prohibited'
  | 'gateway-dead'
  | 'captive-portal'
  | 'monitor-failed'
  | 'stopped';

/** What made the monitor decide. */
export interface StateCause {
  type: 'start' | 'link' | 'address' | 'route' | 'probe' | 'wake' | 'resync' | 'stop';
  /** The interface it happened on, when there is one. */
  interface?: string;
  /** The check host whose answer decided, when there is one. */
  host?: string;
}

/** `up` and `degraded` carry traffic. */
export function isUsableState(state: NetworkState): boolean {
  return state === 'up' || state === 'degraded';
}
