import type { Environment } from '../environment.ts';
import { LISTENER_TITLES } from '../listeners/listeners.ts';
import { heading, number, row, verdict } from '../report.ts';
import type { Threshold } from '../threshold.ts';
import type { StormFigures } from './figures.ts';

const WIDTH = 30;

const HEADINGS: readonly string[] = ['ms / 1000', 'sent', 'read', 'overflows', 'wrong', 'p99 ms', 'max ms', 'RSS MB'];

/** The report for people. */
export function formatReport(report: {
  environment: Environment;
  figures: StormFigures;
  missing: Record<string, string>;
  thresholds: readonly Threshold[];
}): string {
  const { figures, missing } = report;
  const lines = [
    heading(report.environment),
    '',
    `500 veth pairs made, each up and down 20 times, and deleted; ${figures.rounds} rounds`,
    row('', WIDTH, HEADINGS),
  ];
  for (const [name, each] of Object.entries(figures.listeners)) {
    const cells = [
      number(each.msPer1000, 2),
      ...[each.sent, each.messages, each.overflows, each.wrong].map((count) => number(count)),
      ...[each.loopDelayP99Ms, each.loopDelayMaxMs, each.rssGrowthMb].map((value) => number(value, 1)),
    ];
    lines.push(row(LISTENER_TITLES[name] ?? name, WIDTH, cells) + (each.ended === null ? '' : `  ${each.ended}`));
  }
  const { quietUs, stormUs } = figures.ownEvent;
  lines.push(
    `the own event of an interface that counts: ${number(quietUs)} µs, while ignored ones storm ${number(stormUs)} µs`,
  );
  for (const [name, reason] of Object.entries(missing))
    lines.push(`${LISTENER_TITLES[name] ?? name}: not measured, ${reason}`);
  lines.push('', ...report.thresholds.map(verdict));
  return `${lines.join('\n')}\n`;
}
