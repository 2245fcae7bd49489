import type { BenchOptions, BenchReport } from './benches.ts';
import { environment } from './environment.ts';
import { type IdleFigures, measureIdleness } from './idle/figures.ts';
import { formatReport } from './idle/table.ts';
import { type Threshold, threshold } from './threshold.ts';

const ROUNDS = 5;

const MOST_RSS_MB = 2;
const MOST_STRAY_SWITCHES_FOR_24_H = 0;
// The timer's, and one for the answer of each of the three hosts.
const MOST_SWITCHES_PER_CHECK = 4;

/** What does it cost to watch a network in which nothing happens: how often does the process wake up, and how large is it? */
export async function run({ rounds, progress }: BenchOptions): Promise<BenchReport> {
  const figures = await measureIdleness(rounds ?? ROUNDS, progress);
  const thresholds = judge(figures);
  const pass = thresholds.every((each) => each.pass);
  const json = { bench: 'idle', pass, environment: environment(), figures, thresholds };
  return { pass, json, text: formatReport(json) };
}

function judge({ linkOnly, checking }: IdleFigures): Threshold[] {
  return [
    threshold('linkOnly.netlinkWakeupsFor24h', linkOnly.netlinkWakeupsFor24h, 0, ''),
    threshold(
      'linkOnly.straySwitchesFor24h',
      linkOnly.straySwitchesFor24h ?? Number.NaN,
      MOST_STRAY_SWITCHES_FOR_24_H,
      '',
    ),
    threshold('linkOnly.rssOverBare', linkOnly.rssOverBareMb, MOST_RSS_MB, 'MB'),
    threshold('checking.netlinkWakeupsFor24h', checking.netlinkWakeupsFor24h, 0, ''),
    threshold('checking.switchesPerCheck', checking.switchesPerCheck ?? Number.NaN, MOST_SWITCHES_PER_CHECK, ''),
    threshold('checking.rssOverBare', checking.rssOverBareMb, MOST_RSS_MB, 'MB'),
  ];
}
