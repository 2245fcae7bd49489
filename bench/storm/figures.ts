import { percentiles, round } from '../percentiles.ts';
import type { OwnEventRun } from './own-event.ts';
import type { StormRuns } from './rounds.ts';
import type { StormRun } from './run.ts';

/** How one listener came through the storms: medians, but for what must never be. */
export interface ListenerFigures {
  /** Processor milliseconds, user and system, for 1,000 link messages that the kernel sent; null when it did not live. */
  msPer1000: number | null;
  /** Link messages that the kernel sent. */
  sent: number;
  messages: number;
  overflows: number;
  /** The most of any round. */
  wrong: number;
  ended: string | null;
  resyncs: number | null;
  wakeups: number | null;
  /** The most of any round. */
  loopDelayP99Ms: number | null;
  loopDelayMaxMs: number | null;
  rssGrowthMb: number | null;
}

export interface StormFigures {
  rounds: number;
  listeners: Record<string, ListenerFigures>;
  /** Processor time of netwake over that of others: the medians of the rounds' ratios. */
  checking: Ratios;
  linkOnly: Ratios;
  ownEvent: OwnEventFigures;
}

/** How long the event of an interface that counts takes while others that are ignored change, over when they don't: medians. */
export interface OwnEventFigures extends OwnEventRun {
  timesQuiet: number;
}

interface Ratios {
  timesC: number;
  /** Over the npm package netlink; null when it is missing, or died. */
  timesNetlink: number | null;
}

export function stormFigures(runs: StormRuns, ownEvents: readonly OwnEventRun[]): StormFigures {
  const listeners = Object.fromEntries(
    Object.entries(runs).map(([name, each]) => [name, listenerFigures(each)] as const),
  );
  const ratiosOf = (name: 'checking' | 'linkOnly'): Ratios => ({
    timesC: times(runs[name]!, runs['c']!) ?? Number.NaN,
    timesNetlink: times(runs[name]!, runs['netlink'] ?? []),
  });
  return {
    rounds: runs['checking']!.length,
    listeners,
    checking: ratiosOf('checking'),
    linkOnly: ratiosOf('linkOnly'),
    ownEvent: ownEventFigures(ownEvents),
  };
}

function ownEventFigures(runs: readonly OwnEventRun[]): OwnEventFigures {
  return {
    quietUs: median(runs.map(({ quietUs }) => quietUs)),
    stormUs: median(runs.map(({ stormUs }) => stormUs)),
    timesQuiet: median(runs.map(({ quietUs, stormUs }) => stormUs / quietUs)),
  };
}

function listenerFigures(runs: readonly StormRun[]): ListenerFigures {
  const known = (pick: (run: StormRun) => number | null): number[] =>
    runs.map(pick).filter((value): value is number => value !== null);
  const ended = runs.find((run) => run.ended !== null)?.ended ?? null;
  const growth = orNull(
    known((run) => run.rssGrowthBytes),
    median,
  );
  return {
    msPer1000: ended === null ? round(median(known(msPer1000))) : null,
    sent: median(known((run) => run.sent)),
    messages: median(known((run) => run.messages)),
    overflows: median(known((run) => run.overflows)),
    wrong: Math.max(...known((run) => run.wrong)),
    ended,
    resyncs: orNull(
      known((run) => run.resyncs),
      median,
    ),
    wakeups: orNull(
      known((run) => run.wakeups),
      median,
    ),
    loopDelayP99Ms: orNull(
      known((run) => run.loopDelayP99Ms),
      most,
    ),
    loopDelayMaxMs: orNull(
      known((run) => run.loopDelayMaxMs),
      most,
    ),
    rssGrowthMb: growth === null ? null : round(growth / 2 ** 20),
  };
}

// Round by round, and not of the medians: what slowed a round slowed both.
function times(these: readonly StormRun[], those: readonly StormRun[]): number | null {
  if (those.length === 0 || those.some(({ ended }) => ended !== null)) return null;
  return median(these.map((run, index) => msPer1000(run) / msPer1000(those[index]!)));
}

function msPer1000({ processorMs, sent }: StormRun): number {
  return (processorMs / sent) * 1_000;
}

function median(values: readonly number[]): number {
  return percentiles(values).p50;
}

function most(values: readonly number[]): number {
  return round(Math.max(...values));
}

function orNull(values: readonly number[], sum: (values: readonly number[]) => number): number | null {
  return values.length === 0 ? null : sum(values);
}
