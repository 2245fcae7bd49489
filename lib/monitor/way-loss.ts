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
  if (way.source !== null && way.isHeld) {
    const holders = holdersOf(way.source, table);
    if (holders.length === 0) return 'address';
    // It has moved, as to a bridge that the interface has been put into, and the connections with it.
    if (holders.some((index) => index !== way.interfaceIndex && isUsable(index, table))) return null;
  }
  return way.interfaceIndex === 0 || isUsable(way.interfaceIndex, table) ? null : 'interface';
}

/** How a way was lost that is used no more, by what is used now; null while connections over it can go on. */
export function lossOf(
  way: KnownWay,
  now: readonly KnownWay[],
  table: NetworkTable,
  source: Pick<NetworkSource, 'hasRoute'>,
): LostWay['cause'] | null {
  const loss = lossOfEnds(way, table);
  if (loss !== null || way.interfaceIndex === 0) return loss;
  const { family, address } = way.destination;
  const isLedStill = ({ interfaceIndex, destination }: KnownWay): boolean =>
    interfaceIndex === way.interfaceIndex && destination.address === address;
  if (now.some(isLedStill) || isElsewhere(way, table)) return null;
  return source.hasRoute?.(family, address, way.interfaceIndex) === false ? 'route' : null;
}

function isElsewhere({ source, interfaceIndex }: KnownWay, table: NetworkTable): boolean {
  return source !== null && holdersOf(source, table).some((index) => index !== interfaceIndex);
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
