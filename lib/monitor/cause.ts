import type { SourceBatch } from '../sources/contract.ts';
import type { StateCause } from '../state/network-state.ts';
import type { TableDiff } from '../table/table-diff.ts';

/** What in a batch is the likeliest cause of what follows: a resync before all, then links, addresses and routes. */
export function causeOf(batch: SourceBatch, diff: TableDiff, ready: boolean): StateCause {
  if (!ready) return { type: 'start' };
  if (batch.resync !== undefined) return { type: 'resync' };
  const link = diff.links[diff.links.length - 1];
  if (link !== undefined) return { type: 'link', interface: (link.current ?? link.previous)!.name };
  const address = diff.addresses[diff.addresses.length - 1];
  if (address !== undefined)
    return address.interface === null ? { type: 'address' } : { type: 'address', interface: address.interface };
  return { type: 'route' };
}
