import type { PathQuery, PathRecord } from './contract.ts';
import type { View } from './polled-view.ts';
import type { ProcReader } from './proc-files.ts';
import { findProcRoute } from './proc-routes.ts';

/**
 * Adds to what the system answered by which interface and gateway the way leads. The interface is that of the source
 * address; where that says nothing (while an IPv6 address waits for the end of its detection of duplicates the kernel answers
 * with a link-local one, or with ::1) the main table does, and it alone knows gateways.
 */
export function completeWay(
  query: PathQuery,
  answer: Omit<PathRecord, 'interfaceIndex'>,
  view: View,
  proc: ProcReader,
): PathRecord {
  const bySource = indexOfAddress(view, answer.source);
  if (answer.error !== null || answer.local) return { ...answer, interfaceIndex: bySource };
  const telling = query.interfaceIndex !== 0 || isTelling(query, answer.source);
  const through = telling ? nameOf(view, query.interfaceIndex || bySource) : null;
  if (telling && through === null) return { ...answer, interfaceIndex: bySource };
  const route = findProcRoute(query.family, query.address, through, proc);
  if (route === null) return { ...answer, interfaceIndex: bySource };
  return {
    ...answer,
    gateway: route.gateway,
    interfaceIndex: view.links.get(route.interface)?.index ?? bySource,
  };
}

/** Whether the main table leads there by this interface; null where there is no such table to be read. */
export function hasProcRoute(
  family: 4 | 6,
  address: string,
  interfaceIndex: number,
  view: View,
  proc: ProcReader,
): boolean | null {
  const name = nameOf(view, interfaceIndex);
  if (name === null || proc(family === 4 ? 'route' : 'ipv6_route') === '') return null;
  return findProcRoute(family, address, name, proc) !== null;
}

function isTelling({ address }: PathQuery, source: string | null): boolean {
  if (source === null || source === '::1') return false;
  return !isLinkLocal(source) || isLinkLocal(address);
}

// fe80::/10, RFC 4291 section 2.5.6.
function isLinkLocal(address: string): boolean {
  return /^fe[89ab][0-9a-f]:/i.test(address);
}

function indexOfAddress(view: View, source: string | null): number {
  if (source === null) return 0;
  for (const { address, index } of view.addresses.values()) if (address === source) return index;
  return 0;
}

function nameOf(view: View, index: number): string | null {
  for (const link of view.links.values()) if (link.index === index) return link.name;
  return null;
}
