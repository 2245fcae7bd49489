import type { NetworkSource } from '../sources/contract.ts';
import type { NetworkTable } from '../table/network-table.ts';
import { judgeLink } from '../table/verdict.ts';
import type { LostWay, Way } from './events.ts';
import type { WatchedAddress } from './host-entry.ts';
import type { ResolvedAddress } from './resolver.ts';

/** A way that can be used, and what it takes to find out whether it still can. */
export interface KnownWay extends Way {
  /** 0 when it is not known. */
  readonly interfaceIndex: number;
  readonly destination: ResolvedAddress;
  /** Whether its source address was among those that are told of: if not, that it isn't there says nothing. */
  readonly isHeld: boolean;
}

/** The ways that are in use. Of several interfaces that are preferred, the first by which there is one is. */
export function waysOf(watched: readonly WatchedAddress[], table: NetworkTable): KnownWay[] {
  const ways = new Map<string, KnownWay>();
  for (const { query, family, address } of watched) {
    const view = ways.has(address) ? null : table.path(query);
    if (view === null || !view.usable) continue;
    const { interface: name, source, gateway } = view;
    const interfaceIndex = name === null ? 0 : (table.linkByName(name)?.index ?? 0);
    const isHeld = source !== null && holdersOf(source, table).length > 0;
    ways.set(address, {
      ...{ interface: name, source, gateway, interfaceIndex },
      ...{ destination: { family, address }, isHeld },
    });
  }
  return [...ways.values()];
}

/** Whether connections over the one can as well be over the other: which gateway they take makes no difference to them. */
export function isSameWay(left: KnownWay, right: KnownWay): boolean {
  return left.interfaceIndex === right.interfaceIndex && left.source === right.source;
}

/** How a way was lost of which only its ends are looked at; null while they are there. */
export function lossOfEnds(way: KnownWay, table: NetworkTable): 'address' | 'interface' | null {
  const { source, interfaceIndex, isHeld } = way;
  if (hasMoved(way, table)) return null;
  if (interfaceIndex !== 0 && !isUsable(interfaceIndex, table)) return 'interface';
  return source !== null && isHeld && holdersOf(source, table).length === 0 ? 'address' : null;
}

/** How a way was lost that is used no more, by what is used now; null while connections over it can go on. */
export function lossOf(
  way: KnownWay,
  now: readonly KnownWay[],
  table: NetworkTable,
  source: Pick<NetworkSource, 'hasRoute'>,
): LostWay['cause'] | null {
  const loss = lossOfEnds(way, table);
  const { interfaceIndex, destination } = way;
  if (loss !== null || interfaceIndex === 0 || hasMoved(way, table)) return loss;
  const isLedStill = (each: KnownWay): boolean =>
    each.interfaceIndex === interfaceIndex && each.destination.address === destination.address;
  if (now.some(isLedStill)) return null;
  return source.hasRoute?.(destination.family, destination.address, interfaceIndex) === false ? 'route' : null;
}

// As to a bridge that the interface has been put into. The connections go with it.
function hasMoved({ source, interfaceIndex }: KnownWay, table: NetworkTable): boolean {
  if (source === null) return false;
  return holdersOf(source, table).some((index) => index !== interfaceIndex && isUsable(index, table));
}

// A deprecated address serves the connections that it has (RFC 4862, 5.5.4); one that waits for the detection of duplicates, or
// has failed it, serves none.
function holdersOf(source: string, table: NetworkTable): number[] {
  const holders: number[] = [];
  for (const { index } of table.links())
    for (const { address, tentative } of table.addressesOf(index))
      if (address === source && !tentative) holders.push(index);
  return holders;
}

function isUsable(index: number, table: NetworkTable): boolean {
  const link = table.link(index);
  return link !== undefined && judgeLink(link).usable;
}
