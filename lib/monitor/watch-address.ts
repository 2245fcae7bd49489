import type { PathQuery } from '../sources/contract.ts';
import type { WayTable } from '../table/side-table.ts';
import type { Entry, WatchedAddress } from './host-entry.ts';
import type { ResolvedAddress } from './resolver.ts';

/**
 * The ways to one address of a host: one a preferred interface that is there, or the one that the kernel chooses. Queries that stay
 * keep their identity, so that their answers need not be asked for again.
 */
export function watchAddress(
  { watched }: Entry,
  address: ResolvedAddress,
  preferred: readonly string[],
  table: WayTable,
  takeQueryId: () => number,
): WatchedAddress[] {
  const names = preferred.length === 0 ? [null] : preferred;
  return names.flatMap((name) => {
    const interfaceIndex = name === null ? 0 : (table.linkByName(name)?.index ?? null);
    if (interfaceIndex === null) return [];
    const same = watched.find(
      ({ query, interface: watchedName }) =>
        query.address === address.address && query.interfaceIndex === interfaceIndex && watchedName === name,
    );
    if (same !== undefined) return [same];
    const query: PathQuery = { id: takeQueryId(), ...address, interfaceIndex };
    return [{ ...address, query, interface: name }];
  });
}
