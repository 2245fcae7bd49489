import type { BenchOptions, BenchReport } from './benches.ts';
import { environment } from './environment.ts';
import { prepareRetryPeers, whyRetryPeersMissing } from './listeners/peers.ts';
import { HAND_WRITTEN, measureRetries, type RetryFigures, type SpeedFigures } from './retry/figures.ts';
import { formatReport } from './retry/table.ts';
import { type Threshold, threshold } from './threshold.ts';

const ROUNDS = 25;

const MOST_RATIO_OF_SUCCESS = 2.5;
const MOST_BYTES_PARKED = 900;
const MOST_BLOCKED_MS = 10;
// Linear is 1; quadratic would be 4. Caches that are too small for the many cost something too.
const MOST_GROWTH = 1.5;

const OURS: readonly string[] = ['netwake', 'netwake with a monitor'];

/** What can be fetched only outside the lab. */
export function prepare({ progress }: BenchOptions): void {
  prepareRetryPeers(progress);
}

/** What does a retryer cost: when all goes well, after a failure, while parked, and on a signal that many share? */
export function run({ rounds, progress }: BenchOptions): Promise<BenchReport> {
  const missing = whyRetryPeersMissing();
  const figures = measureRetries(rounds ?? ROUNDS, Object.keys(missing), progress);
  const thresholds = judge(figures);
  const pass = thresholds.every((each) => each.pass);
  const json = { bench: 'retry', pass, environment: environment(), figures, missing, thresholds };
  return Promise.resolve({ pass, json, text: formatReport(json) });
}

function judge({ speed, parked, signal }: RetryFigures): Threshold[] {
  const thresholds: Threshold[] = [];
  for (const name of OURS) {
    const { success, failure } = speed[name]!;
    thresholds.push(threshold(`${name}: success`, success.ratio, MOST_RATIO_OF_SUCCESS, '× the loop'));
    thresholds.push(
      threshold(`${name}: success`, success.ratio, best(speed, 'success'), "× the loop, the best peer's"),
    );
    thresholds.push(
      threshold(`${name}: failure`, failure.ratio, best(speed, 'failure'), "× the loop, the best peer's"),
    );
  }
  for (const [name, { bytes, longestTurnMs }] of Object.entries(parked)) {
    thresholds.push(threshold(`parked.${name}.bytes`, bytes, MOST_BYTES_PARKED, 'B'));
    thresholds.push(threshold(`parked.${name}.longestTurn`, longestTurnMs, MOST_BLOCKED_MS, 'ms'));
  }
  thresholds.push(threshold('signal.growth', signal.growth, MOST_GROWTH, ''));
  thresholds.push(threshold('signal.listenersLeft', signal.listenersLeft, 0, ''));
  return thresholds;
}

// Infinite where no peer is there: the loop is the measure then.
function best(speed: SpeedFigures, measure: 'success' | 'failure'): number {
  const peers = Object.entries(speed).filter(([name]) => name !== HAND_WRITTEN && !OURS.includes(name));
  return Math.min(...peers.map(([, figure]) => figure[measure].ratio));
}
