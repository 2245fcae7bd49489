import type { AddressEvent, LinkEvent, RouteEvent } from '../monitor/events.ts';
import type { StateChange } from '../monitor/snapshot.ts';
import type { AddressRecord } from '../sources/contract.ts';
import type { NetworkState, StateReason } from '../state/network-state.ts';

interface Dated {
  interface: string | null;
  /** ISO 8601, UTC. */
  at: string;
}

type Change = 'added' | 'changed' | 'removed';

export interface StateRecord extends Dated {
  type: 'state';
  state: NetworkState;
  previous: NetworkState;
  reason: StateReason;
}

export interface LinkLine extends Dated {
  type: 'link';
  change: Change;
  up: boolean;
  carrier: boolean;
  operState: string;
  mtu: number;
  mac: string;
}

export interface AddressLine extends Dated {
  type: 'address';
  change: Change;
  address: string;
  prefixLength: number;
  family: 4 | 6;
  scope: AddressRecord['scope'];
  tentative: boolean;
  deprecated: boolean;
}

export interface RouteLine extends Dated {
  type: 'route';
  change: 'added' | 'removed';
  destination: string;
  gateway: string | null;
  family: 4 | 6;
  table: number;
}

/** One line of `watch`: what `--json` prints as it is. */
export type WatchRecord = StateRecord | LinkLine | AddressLine | RouteLine;

export function stateRecord(change: StateChange): StateRecord {
  const { state, previous, reason, cause, snapshot, at } = change;
  // A cause without an interface leaves the one that traffic takes, when there is one.
  const name = cause.interface ?? snapshot.hosts.find((host) => host.interface !== null)?.interface ?? null;
  return { type: 'state', state, previous, reason, interface: name, at: at.toISOString() };
}

/** For a monitor that could not start: the state was unknown and is, so that it announced no change. */
export function failureRecord(at: Date): StateRecord {
  const state = 'unknown';
  return { type: 'state', state, previous: state, reason: 'monitor-failed', interface: null, at: at.toISOString() };
}

export function linkRecord(event: LinkEvent, at: Date): LinkLine | null {
  const { current, previous } = event;
  const link = current ?? previous;
  if (link === null) return null;
  const { operState, mtu, mac } = link;
  // A link that is gone is neither up nor has it a carrier, whatever was known of it last.
  const { up, carrier } = current ?? { up: false, carrier: false };
  const change = changeOf(event);
  return { type: 'link', interface: link.name, change, up, carrier, operState, mtu, mac, at: at.toISOString() };
}

export function addressRecord(event: AddressEvent, at: Date): AddressLine | null {
  const record = event.current ?? event.previous;
  if (record === null) return null;
  const { address, prefixLength, family, scope, tentative, deprecated } = record;
  const fields = { address, prefixLength, family, scope, tentative, deprecated };
  return { type: 'address', interface: event.interface, change: changeOf(event), ...fields, at: at.toISOString() };
}

export function routeRecord(event: RouteEvent, at: Date): RouteLine {
  const { destination, gateway, family, table, deleted } = event;
  const change = deleted ? 'removed' : 'added';
  const fields = { destination, gateway, family, table };
  return { type: 'route', interface: event.interface, change, ...fields, at: at.toISOString() };
}

function changeOf({ previous, current }: { previous: unknown; current: unknown }): Change {
  if (previous === null) return 'added';
  return current === null ? 'removed' : 'changed';
}
