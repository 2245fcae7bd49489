import type { AddressRecord, LinkRecord, PathQuery, PathRecord } from '../sources/contract.ts';
import type { StateReason } from '../state/network-state.ts';
import { gatewayKey } from './gateway-key.ts';
import type { InterfaceSelection } from './selection.ts';
import { judgeAddresses, judgeLink, USABLE, type Verdict } from './verdict.ts';

/** The way to a destination and whether it can be used. */
export interface PathView {
  usable: boolean;
  reason: StateReason;
  interface: string | null;
  gateway: string | null;
  source: string | null;
  /** Equal for equal ways: when it differs, connections made over the old way say nothing about the new one. */
  key: string;
  /** The gateway, as `gatewayKey` names it, or none. */
  gateways: readonly string[];
}

const NO_GATEWAYS: readonly string[] = Object.freeze([]);

/** What the source answered to a query, and what the table remembers of earlier answers. */
export interface PathAnswer {
  record: PathRecord;
  lastInterfaceIndex: number;
}

/**
 * Joins a route lookup's answer with the output interface: on carrier loss the kernel goes on to answer the route.
 * Answers null when the kernel knows no way at all, which needs a look at every interface to explain.
 *
 * @param addresses  those of the output interface, asked for only if it takes them to judge
 */
export function judgePath(
  query: PathQuery,
  record: PathRecord,
  link: LinkRecord | undefined,
  addresses: () => Iterable<AddressRecord>,
  selection: InterfaceSelection,
): Verdict | null {
  if (record.error === 'EACCES') return { usable: false, reason: 'prohibited' };
  if (record.error !== null) return null;
  if (record.local) return USABLE;
  // A source that can't name the interface (polling off Linux) has already looked at the interfaces itself.
  if (record.interfaceIndex === 0) return USABLE;
  // Of interfaces that don't count nothing is known.
  if (link === undefined) return { usable: false, reason: selection.all ? 'no-interface' : 'no-route' };
  if (!selection.counts(link.name, link.kind)) return { usable: false, reason: 'no-route' };
  const linkVerdict = judgeLink(link);
  if (!linkVerdict.usable) return linkVerdict;
  return judgeSource(query, record, addresses);
}

// An IPv4 answer with a source is good as it is: the address may live on another interface. While the IPv6 address that
// is meant to be used waits for DAD the kernel answers with what else there is: a link-local source, ::1, or none.
function judgeSource(query: PathQuery, record: PathRecord, addresses: () => Iterable<AddressRecord>): Verdict {
  const linkLocal = query.family === 6 && isLinkLocal(query.address);
  const { source } = record;
  const suitable = source !== null && source !== '::1' && (linkLocal || !isLinkLocal(source));
  return suitable ? USABLE : judgeAddresses(addresses(), query.family, linkLocal);
}

// fe80::/10, RFC 4291 section 2.5.6.
function isLinkLocal(address: string): boolean {
  return /^fe[89ab][0-9a-f]:/i.test(address);
}

/** The record but for its id, as text. */
export function wayOf({ error, interfaceIndex, gateway, source, local }: PathRecord): string {
  return `${error} ${interfaceIndex} ${gateway} ${source} ${local}`;
}

/** A way with what was made of it. `way` is the record as text. */
export function viewOf(record: PathRecord, way: string, link: LinkRecord | undefined, verdict: Verdict): PathView {
  const { usable, reason } = verdict;
  const { gateway, source } = record;
  const gateways = usable && gateway !== null ? [gatewayKey(record.interfaceIndex, gateway)] : NO_GATEWAYS;
  return { usable, reason, interface: link?.name ?? null, gateway, source, key: `${reason} ${way}`, gateways };
}
