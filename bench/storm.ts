import type { BenchOptions, BenchReport } from './benches.ts';
import { environment } from './environment.ts';
import { preparePeers } from './listeners/peers.ts';
import { rivals } from './listeners/listeners.ts';
import { STORM_NAMES } from './listeners/storm-world.ts';
import { measureOwnEvents } from './storm/own-event.ts';
import { measureStorms } from './storm/rounds.ts';
import { stormFigures, type StormFigures } from './storm/figures.ts';
import { formatReport } from './storm/table.ts';
import { type Threshold, threshold } from './threshold.ts';

const ROUNDS = 3;
// Of these each takes a quarter of a second, and the first of every run is slow: the median of three told of little else.
const OWN_EVENT_ROUNDS = 20;

const MOST_LOOP_DELAY_P99_MS = 20;
const MOST_TIMES_C = 1.5;
const MOST_TIMES_NETLINK = 0.4;
const MOST_TIMES_QUIET = 1.5;
// Hundreds, the question says; with fewer it was not the question.
const FEWEST_OVERFLOWS = 200;

/** What can be fetched and built only outside the lab. */
export function prepare({ progress }: BenchOptions): void {
  preparePeers(progress);
}

/** What does a storm of link messages cost, and is the view right after it? Beside others that keep a table of links. */
export async function run({ rounds, progress }: BenchOptions): Promise<BenchReport> {
  const { present, missing } = rivals();
  const storms = await measureStorms(present, rounds ?? ROUNDS, progress);
  const figures = stormFigures(storms, await measureOwnEvents(rounds ?? OWN_EVENT_ROUNDS, STORM_NAMES, progress));
  const thresholds = judge(figures);
  const pass = thresholds.every((each) => each.pass);
  const json = { bench: 'storm', pass, environment: environment(), figures, missing, thresholds };
  return { pass, json, text: formatReport(json) };
}

function judge({ listeners, checking, linkOnly, ownEvent }: StormFigures): Threshold[] {
  return [
    ...(['checking', 'linkOnly', 'ignoring', 'responsive', 'cramped'] as const).map((name) =>
      threshold(`${name}.wrong`, listeners[name]!.wrong, 0, ''),
    ),
    threshold('ignoring.wakeups', listeners['ignoring']!.wakeups!, 0, ''),
    threshold('ownEvent.timesQuiet', ownEvent.timesQuiet, MOST_TIMES_QUIET, ''),
    threshold('responsive.loopDelayP99', listeners['responsive']!.loopDelayP99Ms!, MOST_LOOP_DELAY_P99_MS, 'ms'),
    threshold('cramped.loopDelayP99', listeners['cramped']!.loopDelayP99Ms!, MOST_LOOP_DELAY_P99_MS, 'ms'),
    threshold('cramped.overflowsMissing', Math.max(0, FEWEST_OVERFLOWS - listeners['cramped']!.overflows), 0, ''),
    ...Object.entries({ checking, linkOnly }).flatMap(([name, { timesC, timesNetlink }]) => [
      threshold(`${name}.timesC`, timesC, MOST_TIMES_C, ''),
      // What could not be had is said below the table, and judges nobody.
      ...(timesNetlink === null ? [] : [threshold(`${name}.timesNetlink`, timesNetlink, MOST_TIMES_NETLINK, '')]),
    ]),
  ];
}
