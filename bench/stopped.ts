import type { BenchOptions, BenchReport } from './benches.ts';
import { environment } from './environment.ts';
import { rivals } from './listeners/listeners.ts';
import { preparePeers } from './listeners/peers.ts';
import { type StoppedFigures, stoppedFigures } from './stopped/figures.ts';
import { measureStops } from './stopped/rounds.ts';
import { formatReport } from './stopped/table.ts';
import { type Threshold, threshold } from './threshold.ts';

const ROUNDS = 3;

const MOST_MS_UNTIL_RIGHT = 50;
// What the receive buffer held before it overflowed is news as it is read. All that was sent would be thousands.
const MOST_REPLAYED = 100;

/** What can be fetched and built only outside the lab. */
export function prepare({ progress }: BenchOptions): void {
  preparePeers(progress);
}

/** A process is stopped while everything changes, and continued: how soon is its view right, and what does it say? */
export async function run({ rounds, progress }: BenchOptions): Promise<BenchReport> {
  const { present, missing } = rivals();
  const figures = stoppedFigures(await measureStops(present, rounds ?? ROUNDS, progress));
  const thresholds = judge(figures['netwake']!);
  const pass = thresholds.every((each) => each.pass);
  const json = { bench: 'stopped', pass, environment: environment(), figures, missing, thresholds };
  return { pass, json, text: formatReport(json) };
}

function judge({ wrong, untilRightMs, mistold, replayed, statesRight }: StoppedFigures): Threshold[] {
  return [
    threshold('netwake.wrong', wrong, 0, ''),
    threshold('netwake.untilRight', untilRightMs ?? Number.NaN, MOST_MS_UNTIL_RIGHT, 'ms'),
    threshold('netwake.mistold', mistold ?? Number.NaN, 0, ''),
    threshold('netwake.replayed', replayed ?? Number.NaN, MOST_REPLAYED, ''),
    threshold('netwake.roundsWithWrongStates', statesRight === true ? 0 : 1, 0, ''),
  ];
}
