import type { AddressRecord, LinkRecord, PathQuery, PathRecord } from '../sources/contract.ts';
import type { StateReason } from '../state/network-state.ts';
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
}

/**
 * Joins a route lookup's answer with the output interface: on carrier loss the kernel goes on to answer the route.
 * Answers null when the kernel knows no way at all, which needs a look at every interface to explain.
 */
export function judgePath(
  query: PathQuery,
  record: PathRecord,
  link: LinkRecord | undefined,
  addresses: Iterable<AddressRecord>,
  selection: InterfaceSelection,
): Verdict | null {
  if (record.error === 'EACCES') return { usable: false, reason: 'prohibited' };
  if (record.error !== null) return null;
  if (record.local) return USABLE;
  // A source that can't name the interface (polling off Linux) has already looked at the interfaces itself.
  if (record.interfaceIndex === 0) return USABLE;
  if (link === undefined) return { usable: false, reason: 'no-interface' };
  if (!selection.counts(link.name)) return { usable: false, reason: 'no-route' };
  const linkVerdict = judgeLink(link);
  if (!linkVerdict.usable) return linkVerdict;
  return judgeSource(query, record, addresses);
}

// An IPv4 answer with a source is good as it is: the address may live on another interface. IPv6 may answer with a
// link-local source, or none, while the address that is meant to be used still waits for DAD.
function judgeSource(query: PathQuery, record: PathRecord, addresses: Iterable<AddressRecord>): Verdict {
  const linkLocal = query.family === 6 && isLinkLocal(query.address);
  const suitable = record.source !== null && (query.family === 4 || linkLocal || !isLinkLocal(record.source));
  return suitable ? USABLE : judgeAddresses(addresses, query.family, linkLocal);
}

// fe80::/10, RFC 4291 section 2.5.6.
function isLinkLocal(address: string): boolean {
  return /^fe[89ab][0-9a-f]:/i.test(address);
}
