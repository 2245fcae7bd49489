import type { BenchOptions, BenchReport } from './benches.ts';
import { environment } from './environment.ts';
import { type Percentiles, percentiles } from './percentiles.ts';
import { Network } from './recovery/network.ts';
import { outageKinds } from './recovery/outages.ts';
import { type Recovery, suffer } from './recovery/rounds.ts';
import { formatReport } from './recovery/table.ts';
import { type Threshold, threshold } from './threshold.ts';

const ROUNDS = 100;
const MOST_MEDIAN_MS = 3;

/** From when `down` was told. In the first the recovery launches every few milliseconds; in the second some seconds apart. */
const LENGTHS_MS = { early: 5, late: 3_000 } as const;

// A late one takes as long as it takes.
const LATE_SHARE = 10;

/** Outages of one kind and length. */
export interface RecoveryFigures {
  kind: string;
  length: keyof typeof LENGTHS_MS;
  n: number;
  outageMs: Percentiles;
  behindMs: Percentiles;
}

/** From when packets can flow again, by a bare connect loop, to `up` at a listener: how long is that? */
export async function run({ rounds, progress }: BenchOptions): Promise<BenchReport> {
  const figures: RecoveryFigures[] = [];
  await using network = await Network.create();
  for (const [name, kind] of Object.entries(outageKinds)) {
    for (const [length, lengthMs] of Object.entries(LENGTHS_MS) as Array<[keyof typeof LENGTHS_MS, number]>) {
      const count = length === 'early' ? (rounds ?? ROUNDS) : Math.ceil((rounds ?? ROUNDS) / LATE_SHARE);
      progress(`${kind.title}, ${lengthMs} ms after it was noticed, ${count} rounds`);
      const samples: Recovery[] = [];
      for (let round = 0; round < count; round++) samples.push(await suffer(network, kind, lengthMs));
      figures.push({
        ...{ kind: name, length, n: count },
        outageMs: percentiles(samples.map(({ outageMs }) => outageMs)),
        behindMs: percentiles(samples.map(({ behindMs }) => behindMs)),
      });
    }
  }
  const thresholds = judge(figures);
  const pass = thresholds.every((each) => each.pass);
  const json = { bench: 'recovery', pass, environment: environment(), figures, thresholds };
  return { pass, json, text: formatReport(json) };
}

// Of an outage whose end nothing announces only early ones are judged: later the schedule is what decides.
function judge(figures: readonly RecoveryFigures[]): Threshold[] {
  return figures.flatMap(({ kind, length, behindMs }) => {
    const { announced, mostP99Ms } = outageKinds[kind]!;
    if (!announced && length === 'late') return [];
    return [
      threshold(`${kind}.${length}.p50`, behindMs.p50, MOST_MEDIAN_MS, 'ms'),
      threshold(`${kind}.${length}.p99`, behindMs.p99, mostP99Ms, 'ms'),
    ];
  });
}
