import type { Namespace } from '../../test/lab/support/namespace.ts';
import type { LinkTable } from './listener-process.ts';

/** The table as the kernel has it, by a fresh dump of ip(8). */
export async function dumpLinks(namespace: Namespace): Promise<LinkTable> {
  const links = JSON.parse(await namespace.run('ip -j link')) as Array<{ ifindex: number; flags: string[] }>;
  return Object.fromEntries(links.map(({ ifindex, flags }) => [ifindex, stateOf(new Set(flags))]));
}

/** The indexes at which two tables differ. */
export function differences(one: LinkTable, other: LinkTable): string[] {
  const indexes = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...indexes].filter((index) => one[index] !== other[index]);
}

// ip(8) has no word for IFF_RUNNING, but one for its absence.
function stateOf(flags: ReadonlySet<string>): number {
  const up = flags.has('UP');
  const carrier = flags.has('LOWER_UP') && !flags.has('NO-CARRIER');
  return (up ? 1 : 0) | (up && carrier ? 2 : 0);
}
