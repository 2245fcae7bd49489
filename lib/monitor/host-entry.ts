import type { PathQuery } from '../sources/contract.ts';
import type { NetworkTable } from '../table/network-table.ts';
import type { PathView } from '../table/path.ts';
import type { CheckHost } from './check-host.ts';
import type { HostRecord } from './host-record.ts';
import { lentLimitMs } from './lent-limit.ts';
import type { NameRecord } from './name-record.ts';
import type { ResolvedAddress } from './resolver.ts';
import type { HostSnapshot } from './snapshot.ts';

export interface WatchedAddress extends ResolvedAddress {
  query: PathQuery;
  /** The preferred interface that the query is made for, or null for any. */
  interface: string | null;
}

/** One check host: its addresses, the ways to them, and what is remembered of it. */
export interface Entry {
  readonly checkHost: CheckHost;
  /** Literal, or last resolved; empty while a name has never been resolved. */
  addresses: readonly ResolvedAddress[];
  watched: WatchedAddress[];
  view: PathView | null;
  readonly record: HostRecord;
  /** Null for a literal address. */
  readonly name: NameRecord | null;
}

/**
 * @param all  the check hosts, for what the others lend it
 * @param isBound  whether probes are to leave through preferred interfaces
 */
export function snapshotHost(
  { checkHost, addresses, record, record: { last }, view, name }: Entry,
  all: readonly Entry[],
  isBound: boolean,
  longestMs: number,
  gatewayState: HostSnapshot['gatewayState'],
): HostSnapshot {
  return Object.freeze({
    host: checkHost.host,
    port: checkHost.port ?? last?.port ?? null,
    reachable: last?.outcome.reachable ?? null,
    rttMs: last?.outcome.rttMs ?? null,
    error: last === null || last.outcome.reachable ? null : last.outcome.error,
    interface: view?.interface ?? null,
    source: last?.outcome.source ?? view?.source ?? null,
    gateway: view?.gateway ?? null,
    gatewayState,
    checkedAt: last?.at ?? null,
    bound: isBound ? record.bound : null,
    timeoutMs: record.timeoutMs(longestMs, (family, key) => lentLimitMs(all, family, key, longestMs)),
    families: record.families(addresses, name !== null),
    lookup: name?.snapshot() ?? null,
  });
}

/** Those of one family that have a way. */
export function usableOf(watched: readonly WatchedAddress[], family: 4 | 6, table: NetworkTable): WatchedAddress[] {
  return watched.filter((each) => each.family === family && table.path(each.query)?.usable === true);
}

/** Equal for equal ways. */
export function keyOf(usable: readonly WatchedAddress[], table: NetworkTable): string {
  return usable.map((each) => table.path(each.query)!.key).join(' | ');
}

/**
 * A family that an answer lacks may have been asked for in vain: what is known of it stays. In order, for servers rotate them.
 * Answers the very list of before when that is what it comes to.
 */
export function mergeAddresses(
  before: readonly ResolvedAddress[],
  now: readonly ResolvedAddress[],
): readonly ResolvedAddress[] {
  const kept = before.filter(({ family }) => now.every((each) => each.family !== family));
  const merged = [...kept, ...now].toSorted((a, b) => a.family - b.family || (a.address < b.address ? -1 : 1));
  return areSame(before, merged) ? before : merged;
}

function areSame(before: readonly ResolvedAddress[], now: readonly ResolvedAddress[]): boolean {
  return before.length === now.length && before.every(({ address }, index) => address === now[index]!.address);
}
