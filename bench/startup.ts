import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { BenchOptions, BenchReport } from './benches.ts';
import { type Environment, environment } from './environment.ts';
import { type Percentiles, percentiles, round } from './percentiles.ts';
import { heading, number, row, verdict } from './report.ts';
import { threshold } from './threshold.ts';

const MAIN = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

const ROUNDS = 40;
const MOST_MS_OVER_BARE = 60;

const BARE = 'node -e 0';
const HELP = 'netwake status --help';

/** What is started, by the name that it has in the report. */
const contestants: Readonly<Record<string, readonly string[]>> = {
  [BARE]: ['-e', '0'],
  [HELP]: [MAIN, 'status', '--help'],
  // At the start of every shell.
  'netwake completion bash': [MAIN, 'completion', 'bash'],
  'netwake stats': [MAIN, 'stats'],
};

interface Startup extends Percentiles {
  /** By the medians. */
  overBareMs: number;
}

/** How long does it take from the start of the command to its end, beside that of Node itself? */
export async function run({ rounds, progress }: BenchOptions): Promise<BenchReport> {
  const figures = figuresOf(measure(rounds ?? ROUNDS, progress));
  const thresholds = [threshold('help.overBare', figures[HELP]!.overBareMs, MOST_MS_OVER_BARE, 'ms')];
  const pass = thresholds.every((each) => each.pass);
  const json = { bench: 'startup', pass, environment: environment(), figures, thresholds };
  return { pass, json, text: formatReport(json) };
}

// In turns, so that what else the machine does falls on all alike.
function measure(rounds: number, progress: BenchOptions['progress']): Map<string, number[]> {
  const samples = new Map<string, number[]>(Object.keys(contestants).map((name) => [name, []]));
  // The first round only fills the caches.
  for (let count = 0; count <= rounds; count++) {
    if (count % 10 === 0) progress(`round ${count} of ${rounds}`);
    for (const [name, args] of Object.entries(contestants)) {
      const tookMs = timeOf(args);
      if (count > 0) samples.get(name)!.push(tookMs);
    }
  }
  return samples;
}

function timeOf(args: readonly string[]): number {
  const startedAt = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
  const tookMs = performance.now() - startedAt;
  if (status !== 0) throw new Error(`node ${args.join(' ')} failed with status ${status}: ${stderr}`);
  return tookMs;
}

function figuresOf(samples: ReadonlyMap<string, readonly number[]>): Record<string, Startup> {
  const bareMs = percentiles(samples.get(BARE)!).p50;
  const figures = [...samples].map(([name, each]): [string, Startup] => {
    const spread = percentiles(each);
    return [name, { ...spread, overBareMs: round(spread.p50 - bareMs) }];
  });
  return Object.fromEntries(figures);
}

interface Report {
  environment: Environment;
  figures: Record<string, Startup>;
  thresholds: Parameters<typeof verdict>[0][];
}

function formatReport({ environment: where, figures, thresholds }: Report): string {
  const width = Math.max(...Object.keys(figures).map((name) => name.length)) + 2;
  const lines = [
    heading(where),
    '',
    row('ms from start to end', width, ['p50', 'p90', 'max', 'over bare']),
    ...Object.entries(figures).map(([name, { p50, p90, max, overBareMs }]) =>
      row(name, width, [number(p50, 1), number(p90, 1), number(max, 1), number(overBareMs, 1)]),
    ),
    '',
    ...thresholds.map(verdict),
  ];
  return `${lines.join('\n')}\n`;
}
