import type { NetworkSource } from '../sources/contract.ts';
import { type MonitorCounters, NO_MONITOR_COUNTS } from './snapshot.ts';

/**
 * All counts, frozen.
 *
 * @param source  null or undefined before the start
 * @param dropped  changes that subscribers have lost, to which comes what the source has
 */
export function countersOf(
  source: Pick<NetworkSource, 'counters'> | undefined,
  engine: { checks: number; probes: number } | null,
  stateChanges: number,
  dropped: number,
): MonitorCounters {
  if (source === undefined || engine === null) return NO_MONITOR_COUNTS;
  const { checks, probes } = engine;
  const counters = source.counters();
  return Object.freeze({ ...counters, checks, probes, stateChanges, dropped: counters.dropped + dropped });
}
