import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { exportDigest } from '../test/lab/support/export-content.mjs';
import type { BenchOptions, BenchReport } from './benches.ts';
import { type Interruption, interruptions } from './download/interruptions.ts';
import { environment } from './environment.ts';
import { LineProcess } from './events/line-process.ts';
import { type Percentiles, percentiles } from './percentiles.ts';
import { Network } from './recovery/network.ts';
import { heading, row, verdict } from './report.ts';
import { threshold } from './threshold.ts';

const ROUNDS = 20;
const MOST_MS = 50;

const DOWNLOAD = fileURLToPath(new URL('download/download-process.mjs', import.meta.url));
const SERVER = fileURLToPath(new URL('../test/lab/support/export-server.mjs', import.meta.url));
const PORT = 8_080;
const URL_OF_EXPORT = `http://8.8.8.8:${PORT}/export.bin`;
const BYTES = 200_000_000;
// A megabyte each: the whole takes two seconds, outages apart.
const INTERVAL_MS = 10;

/** How long an outage lasts from when it was noticed. In the first, nobody has had the time to give the connection up. */
const LENGTHS_MS = [5, 250, 1_000];

/** From when packets can flow again, by a bare connect loop, to the next bytes of a download on the disk: how long is that? */
export async function run({ rounds, progress }: BenchOptions): Promise<BenchReport> {
  const count = rounds ?? ROUNDS;
  await using network = await Network.with(DOWNLOAD);
  await using server = new LineProcess(
    network.internet,
    process.execPath,
    SERVER,
    `${PORT}`,
    `${BYTES}`,
    `${INTERVAL_MS}`,
  );
  await server.first();
  const kinds = Object.entries(interruptions(server));
  const samples = new Map<string, number[]>();
  const folder = mkdtempSync(path.join(tmpdir(), 'netwake-bench-'));
  try {
    const task = `download ${URL_OF_EXPORT} ${path.join(folder, 'export.bin')} ${exportDigest(BYTES)}`;
    for (const lengthMs of LENGTHS_MS) {
      progress(`outages of ${lengthMs} ms from when they are noticed, ${count} downloads`);
      for (let round = 0; round < count; round++) {
        network.monitor.tell(task);
        for (const [name, kind] of kinds) {
          if (kind.mend === null && lengthMs !== LENGTHS_MS[0]) continue;
          const key = `${name}.${kind.mend === null ? 0 : lengthMs}`;
          const sample = await suffer(network, server, kind, lengthMs);
          samples.set(key, [...(samples.get(key) ?? []), sample]);
        }
        await network.monitor.next('complete');
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return conclude(count, samples, Object.fromEntries(kinds));
}

/** Cuts the download off, and answers how long it took until it had more, in milliseconds. */
async function suffer(network: Network, server: LineProcess, kind: Interruption, lengthMs: number): Promise<number> {
  const { monitor, loop } = network;
  await bytes(monitor);
  if (kind.mend === null) {
    server.forget();
    await kind.cut(network);
    const { nanoseconds } = await server.next('reset');
    return since(nanoseconds, await bytes(monitor));
  }
  loop.forget();
  monitor.forget();
  await kind.cut(network);
  await monitor.next('down');
  await sleep(lengthMs);
  monitor.tell('arm');
  await monitor.next('armed');
  loop.tell(kind.cutsCarrier ? 'carrier' : '');
  if (kind.cutsCarrier) await loop.next('waiting');
  await kind.mend(network);
  const { nanoseconds } = await loop.next('connected');
  return since(nanoseconds, await monitor.next('byte'));
}

/** The next bytes from now on. */
async function bytes(monitor: LineProcess): Promise<{ nanoseconds: bigint }> {
  monitor.tell('arm');
  await monitor.next('armed');
  return monitor.next('byte');
}

function since(begin: bigint, { nanoseconds }: { nanoseconds: bigint }): number {
  return Number(nanoseconds - begin) / 1_000_000;
}

function conclude(n: number, samples: Map<string, number[]>, kinds: Record<string, Interruption>): BenchReport {
  const figures: Record<string, Percentiles> = {};
  for (const [key, values] of samples) figures[key] = percentiles(values);
  const thresholds = Object.entries(figures).map(([key, { max }]) => threshold(`${key}.max`, max, MOST_MS, 'ms'));
  const pass = thresholds.every((each) => each.pass);
  const json = { bench: 'download', pass, environment: environment(), n, figures, thresholds };
  const lines = [
    heading(json.environment),
    '',
    row(`packets flow → bytes (ms, n ${n})`, 44, ['p50', 'p90', 'max']),
    ...Object.entries(figures).map(([key, { p50, p90, max }]) => {
      const [name, lengthMs] = key.split('.') as [string, string];
      const length = lengthMs === '0' ? '' : `, ${lengthMs} ms`;
      return row(
        `${kinds[name]!.title}${length}`,
        44,
        [p50, p90, max].map((each) => each.toFixed(1)),
      );
    }),
    '',
    ...thresholds.map(verdict),
  ];
  return { pass, json, text: `${lines.join('\n')}\n` };
}
