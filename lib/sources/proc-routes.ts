import { ipv4Number, ipv6Address, type ProcReader, readProc, swapBytes } from './proc-files.ts';

/** A way out as the main table has it. */
export interface ProcRoute {
  interface: string;
  gateway: string | null;
}

interface Row extends ProcRoute {
  /** As digits of the base 2. */
  prefix: string;
  metric: number;
}

const RTF_UP = 0x0001;
const RTF_REJECT = 0x0200;

/**
 * Finds the route to a destination in the main table, as /proc/net prints it: the longest prefix, then the least metric, then
 * the first. What policy rules or other tables lead elsewhere is not to be seen there: the system itself is asked for the
 * way, and this names what it does not tell.
 *
 * @param through  name of the interface that the way leads through, or null for any
 */
export function findProcRoute(
  family: 4 | 6,
  address: string,
  through: string | null,
  read: ProcReader = readProc,
): ProcRoute | null {
  const rows = family === 4 ? ipv4Rows(read('route')) : ipv6RouteRows(read('ipv6_route'));
  const destination = family === 4 ? bits(ipv4Number(address)) : ipv6Bits(address);
  let best: Row | null = null;
  for (const row of rows) {
    if (!destination.startsWith(row.prefix) || (through !== null && row.interface !== through)) continue;
    const longer = best === null ? 1 : row.prefix.length - best.prefix.length;
    if (longer > 0 || (longer === 0 && row.metric < best!.metric)) best = row;
  }
  return best === null ? null : { interface: best.interface, gateway: best.gateway };
}

// Interface, destination, gateway, flags, …, metric at the sixth place and mask at the seventh.
function* ipv4Rows(text: string): Generator<Row> {
  for (const line of text.split('\n').slice(1)) {
    const [name, destination, gateway, flags, , , metric, mask] = line.split('\t');
    if (name === undefined || mask === undefined || !isWay(flags)) continue;
    const length = bits(swapBytes(Number.parseInt(mask, 16))).lastIndexOf('1') + 1;
    const next = swapBytes(Number.parseInt(gateway ?? '0', 16));
    yield {
      interface: name,
      gateway: next === 0 ? null : [24, 16, 8, 0].map((shift) => (next >>> shift) & 0xff).join('.'),
      prefix: bits(swapBytes(Number.parseInt(destination ?? '0', 16))).slice(0, length),
      metric: Number(metric),
    };
  }
}

// Destination, its length, source, its length, next hop, metric, …, flags, interface.
function* ipv6RouteRows(text: string): Generator<Row> {
  for (const line of text.split('\n')) {
    const [destination, length, , , next, metric, , , flags, name] = line.trim().split(/\s+/);
    if (destination === undefined || name === undefined || !isWay(flags)) continue;
    yield {
      interface: name,
      gateway: /^0*$/.test(next ?? '') ? null : ipv6Address(next!),
      prefix: hexBits(destination).slice(0, Number.parseInt(length ?? '0', 16)),
      metric: Number.parseInt(metric ?? '0', 16),
    };
  }
}

function isWay(flags: string | undefined): boolean {
  return (Number.parseInt(flags ?? '0', 16) & (RTF_UP | RTF_REJECT)) === RTF_UP;
}

const bits = (value: number): string => value.toString(2).padStart(32, '0');

const hexBits = (digits: string): string =>
  Array.from(digits, (digit) => Number.parseInt(digit, 16).toString(2).padStart(4, '0')).join('');

function ipv6Bits(address: string): string {
  const [head = '', tail] = address.split('::');
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const [first, last] = [groups(head), groups(tail ?? '')];
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => '0');
  return hexBits([...first, ...zeros, ...last].map((group) => group.padStart(4, '0')).join(''));
}
