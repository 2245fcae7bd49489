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
const MOST_AFTER_ERROR_MS = 1_000;
// Late wake-ups of both processes, and the command that breaks.
const MARGIN_MS = 50;

/** From the break to `down`, and how long the monitor waited for an answer then. */
interface Found {
  afterMs: number;
  limitMs: number;
}

/** A firewall drops everything and the link stays up: how soon is that `down`? */
export async function run({ rounds, progress }: BenchOptions): Promise<BenchReport> {
  const count = rounds ?? ROUNDS;
  await using network = await Network.create({ checkInterval: CHECK_INTERVAL_MS });
  progress(`found by itself, ${count} rounds`);
  const alone = await measure(network, count, false);
  progress(`found after an operation's error, ${count} rounds`);
  const afterError = await measure(network, count, true);
  const [aloneMs, afterErrorMs] = [alone, afterError].map((list) => list.map(({ afterMs }) => afterMs)) as [
    number[],
    number[],
  ];
  // Each outage has its own limits: what is judged is what goes beyond them.
  const late = alone.map(({ afterMs, limitMs }) => afterMs - CHECK_INTERVAL_MS - 2 * limitMs);
  const thresholds = [
    threshold('alone.overIntervalAndTwoTimeouts.max', Math.max(...late), MARGIN_MS, 'ms'),
    threshold('afterError.max', Math.max(...afterErrorMs), MOST_AFTER_ERROR_MS, 'ms'),
  ];
  const pass = thresholds.every((each) => each.pass);
  const figures = {
    checkIntervalMs: CHECK_INTERVAL_MS,
    timeoutMs: percentiles(alone.map(({ limitMs }) => limitMs)),
    alone: percentiles(aloneMs),
    afterError: percentiles(afterErrorMs),
  };
  const json = { bench: 'silent', pass, environment: environment(), n: count, figures, thresholds };
  const cells = ({ p50, p90, max }: typeof figures.alone): string[] => [p50, p90, max].map((each) => each.toFixed(1));
  const lines = [
    heading(json.environment),
    '',
    row(`everything dropped → down (ms, n ${count})`, 44, ['p50', 'p90', 'max']),
    row(`by itself, checkInterval ${CHECK_INTERVAL_MS} ms`, 44, cells(figures.alone)),
    row("after an operation's error", 44, cells(figures.afterError)),
    row('timeout of the slowest host', 44, cells(figures.timeoutMs)),
    '',
    ...thresholds.map(verdict),
  ];
  return { pass, json, text: `${lines.join('\n')}\n` };
}

async function measure(network: Network, rounds: number, withError: boolean): Promise<Found[]> {
  const { break: cut, mend } = outageKinds['firewall']!;
  const samples: Found[] = [];
  for (let round = 0; round < rounds; round++) {
    // Somewhere in the interval, each time elsewhere.
    await sleep(((round + 1) / (rounds + 1)) * CHECK_INTERVAL_MS);
    network.monitor.forget();
    network.monitor.tell('limit');
    const limitMs = Number((await network.monitor.next('limit')).nanoseconds);
    await cut(network);
    const cutAt = process.hrtime.bigint();
    if (withError) network.monitor.tell('failure');
    const { nanoseconds } = await network.monitor.next('down');
    samples.push({ afterMs: Number(nanoseconds - cutAt) / 1_000_000, limitMs });
    await mend(network);
    await network.monitor.next('up');
  }
  return samples;
}
