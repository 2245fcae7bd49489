import { InvalidOptionError } from '../errors.ts';
import type { LinkState } from '../sources/contract.ts';
import type { StateReason } from '../state/network-state.ts';

/** Why a fake network is down: what is broken. */
export type OutageReason = Extract<
  StateReason,
  | 'no-interface'
  | 'interface-down'
  | 'no-carrier'
  | 'dormant'
  | 'no-address'
  | 'dad-pending'
  | 'no-route'
  | 'prohibited'
  | 'unreachable'
>;

/** How a machine looks that is so cut off. */
export interface Outage {
  /** In what its interface differs; null when it is gone. */
  readonly link: Partial<Omit<LinkState, 'index'>> | null;
  readonly address: 'there' | 'tentative' | 'none';
  /** errno of a route lookup; null when there is a way. */
  readonly routeError: string | null;
  /** Its packets get nowhere. */
  readonly silent: boolean;
}

/** Nothing is broken. */
export const HEALTHY: Outage = { link: {}, address: 'there', routeError: null, silent: false };

const OUTAGES: Readonly<Record<OutageReason, Outage>> = {
  'no-interface': { link: null, address: 'none', routeError: 'ENETUNREACH', silent: true },
  'interface-down': { ...HEALTHY, link: { up: false, carrier: false, operState: 'down' }, silent: true },
  'no-carrier': { ...HEALTHY, link: { carrier: false, operState: 'down' }, silent: true },
  dormant: { ...HEALTHY, link: { operState: 'dormant' }, silent: true },
  'no-address': { ...HEALTHY, address: 'none', routeError: 'ENETUNREACH', silent: true },
  'dad-pending': { ...HEALTHY, address: 'tentative', routeError: 'ENETUNREACH', silent: true },
  'no-route': { ...HEALTHY, routeError: 'ENETUNREACH', silent: true },
  prohibited: { ...HEALTHY, routeError: 'EACCES', silent: true },
  unreachable: { ...HEALTHY, silent: true },
};

/** @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION` */
export function outageOf(reason: OutageReason): Outage {
  if (Object.hasOwn(OUTAGES, reason)) return OUTAGES[reason];
  throw new InvalidOptionError('reason', reason, Object.keys(OUTAGES).join(', '));
}
