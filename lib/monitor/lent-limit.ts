import type { HostRecord } from './host-record.ts';

/** The longest that any host which answers over the path `key` is waited for; null when none does. */
export function lentLimitMs(
  entries: ReadonlyArray<{ readonly record: HostRecord }>,
  family: 4 | 6,
  key: string,
  longestMs: number,
): number | null {
  let longest: number | null = null;
  for (const { record } of entries) {
    const lentMs = record.lendsMs(family, key, longestMs);
    if (lentMs !== null && (longest === null || lentMs > longest)) longest = lentMs;
  }
  return longest;
}
