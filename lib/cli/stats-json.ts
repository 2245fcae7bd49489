import type { InterfaceStats } from '../monitor/interface-stats.ts';

/**
 * Statistics as JSON in which a counter is a number with all its digits, also past 2^53, where JSON.stringify has no way
 * to write one: it goes through as text marked with a NUL, which no name of an interface holds.
 */
export function statsJson(stats: Record<string, InterfaceStats<bigint>>): string {
  const marked = JSON.stringify(stats, (_, value: unknown) => (typeof value === 'bigint' ? `\0${value}` : value));
  return marked.replace(/"\\u0000(\d+)"/g, '$1');
}
