import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchOptions, BenchReport } from './benches.ts';
import { environment } from './environment.ts';
import { percentiles } from './percentiles.ts';
import { Network } from './recovery/network.ts';
import { outageKinds } from './recovery/outages.ts';
import { heading, row, verdict } from './report.ts';
import { threshold } from './threshold.ts';

const ROUNDS = 20;
const CHECK_INTERVAL_MS = 2_000;
// The least that an adaptive timeout ever is, which it is where an answer takes microseconds.
const TIMEOUT_MS = 300;
const MOST_AFTER_ERROR_MS = 1_000;
// Late wake-ups of both processes, and the command that breaks.
const MARGIN_MS = 50;

/** A firewall drops everything and the link stays up: how soon is that `down`? */
export async function run({ rounds, progress }: BenchOptions): Promise<BenchReport> {
  const count = rounds ?? ROUNDS;
  await using network = await Network.create({ checkInterval: CHECK_INTERVAL_MS });
  progress(`found by itself, ${count} rounds`);
  const alone = await measure(network, count, false);
  progress(`found after an operation's error, ${count} rounds`);
  const afterError = await measure(network, count, true);
  const most = CHECK_INTERVAL_MS + 2 * TIMEOUT_MS + MARGIN_MS;
  const thresholds = [
    threshold('alone.max', Math.max(...alone), most, 'ms'),
    threshold('afterError.max', Math.max(...afterError), MOST_AFTER_ERROR_MS, 'ms'),
  ];
  const pass = thresholds.every((each) => each.pass);
  const figures = {
    checkIntervalMs: CHECK_INTERVAL_MS,
    alone: percentiles(alone),
    afterError: percentiles(afterError),
  };
  const json = { bench: 'silent', pass, environment: environment(), n: count, figures, thresholds };
  const cells = ({ p50, p90, max }: typeof figures.alone): string[] => [p50, p90, max].map((each) => each.toFixed(1));
  const lines = [
    heading(json.environment),
    '',
    row(`everything dropped → down (ms, n ${count})`, 44, ['p50', 'p90', 'max']),
    row(`by itself, checkInterval ${CHECK_INTERVAL_MS} ms`, 44, cells(figures.alone)),
    row("after an operation's error", 44, cells(figures.afterError)),
    '',
    ...thresholds.map(verdict),
  ];
  return { pass, json, text: `${lines.join('\n')}\n` };
}

async function measure(network: Network, rounds: number, withError: boolean): Promise<number[]> {
  const { break: cut, mend } = outageKinds['firewall']!;
  const samples: number[] = [];
  for (let round = 0; round < rounds; round++) {
    // Somewhere in the interval, each time elsewhere.
    await sleep(((round + 1) / (rounds + 1)) * CHECK_INTERVAL_MS);
    network.monitor.forget();
    await cut(network);
    const cutAt = process.hrtime.bigint();
    if (withError) network.monitor.tell('check');
    const { nanoseconds } = await network.monitor.next('down');
    samples.push(Number(nanoseconds - cutAt) / 1_000_000);
    await mend(network);
    await network.monitor.next('up');
  }
  return samples;
}
