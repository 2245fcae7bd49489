import type { NetworkState, StateReason } from './network-state.ts';

/** What is known of a captive portal on the present ways: there is none, there is one, or nothing has answered. */
export type PortalStatus = 'open' | 'captive' | 'unknown';

/** Where the checks for a captive portal stand. */
export interface PortalProgress {
  readonly status: PortalStatus;
  /** Number of the last check; 0 before the first. */
  readonly check: number;
  /** Checks up to this number were made over other ways. */
  readonly forgotten: number;
  /** The answer to the last one is awaited. */
  readonly pending: boolean;
  /** It was not answered. That alone takes back nothing of what the one before it told. */
  readonly silent: boolean;
  /** What the state would be without a portal; null before anything was decided. */
  readonly otherwise: { readonly state: NetworkState; readonly reason: StateReason } | null;
}

/** Before the first check. */
export const NO_PORTAL_KNOWN: PortalProgress = Object.freeze({
  status: 'unknown',
  check: 0,
  forgotten: 0,
  pending: false,
  silent: false,
  otherwise: null,
});

/** The last check has been answered, or, with `unknown`, has not been. */
export function heard(portal: PortalProgress, status: PortalStatus): PortalProgress {
  // Some lost packets are enough for that: a portal has not opened because of them. Twice in a row it says that nothing is known.
  if (status === 'unknown' && !portal.silent && portal.status !== 'unknown')
    return { ...portal, pending: false, silent: true };
  return { ...portal, status, pending: false, silent: false };
}

/** Whether the next occasion is to be used for a check: not of what is open, or is being asked. */
export function isWorthAsking({ status, pending, silent }: PortalProgress): boolean {
  return !pending && (silent || status !== 'open');
}
