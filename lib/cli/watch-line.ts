import { printable } from './view/printable.ts';
import type { AddressLine, LinkLine, RouteLine, WatchRecord } from './watch-record.ts';

// The longest words that stand there: `degraded`, `some-hosts-reachable`.
const KIND_WIDTH = 8;
const DETAIL_WIDTH = 20;

/** A record for people: the time to the second, the state or the kind of the event, what is the matter, and where. */
export function watchLine(record: WatchRecord): string {
  const time = record.at.replace(/\.\d+Z$/, 'Z');
  const kind = record.type === 'state' ? record.state : record.type;
  const columns = [
    time,
    kind.padEnd(KIND_WIDTH),
    // A recording that is replayed may have any reason.
    printable(detailOf(record)).padEnd(DETAIL_WIDTH),
    printable(record.interface ?? ''),
  ];
  return columns.join('  ').trimEnd();
}

function detailOf(record: WatchRecord): string {
  switch (record.type) {
    case 'state':
      return record.reason;
    case 'link':
      return ofLink(record);
    case 'address':
      return ofAddress(record);
    case 'route':
      return ofRoute(record);
  }
}

function ofLink({ change, up, carrier }: LinkLine): string {
  if (change === 'removed') return 'removed';
  const condition = !up ? 'down' : carrier ? 'up' : 'no carrier';
  return change === 'added' ? `added, ${condition}` : condition;
}

function ofAddress({ change, address, prefixLength, tentative, deprecated }: AddressLine): string {
  const notes = [tentative ? ' tentative' : '', deprecated ? ' deprecated' : ''].join('');
  return `${change} ${address}/${prefixLength}${change === 'removed' ? '' : notes}`;
}

function ofRoute({ change, destination, gateway }: RouteLine): string {
  return `${change} ${destination}${gateway === null ? '' : ` via ${gateway}`}`;
}
