import type { Environment } from '../environment.ts';
import { heading, number, row, verdict } from '../report.ts';
import type { Threshold } from '../threshold.ts';
import type { StormFigures } from './figures.ts';

const TITLES: Record<string, string> = {
  yardstick: 'yardstick (C, 4 MiB buffer)',
  netwake: 'netwake',
  c: 'C',
  netlink: 'npm netlink (4 MiB buffer)',
  'ip monitor': 'ip monitor | Node',
  vishvananda: 'Go vishvananda/netlink',
  pyroute2: 'pyroute2',
  responsive: 'netwake, loop delay measured',
  cramped: 'netwake, 4 KiB buffer',
};

const WIDTH = 30;

const HEADINGS: readonly string[] = ['ms / 1000', 'messages', 'overflows', 'wrong', 'p99 ms', 'max ms', 'RSS MB'];

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
    `A storm of ${figures.sent} link messages, ${figures.rounds} rounds`,
    row('', WIDTH, HEADINGS),
  ];
  for (const [name, each] of Object.entries(figures.listeners)) {
    const cells = [
      number(each.msPer1000, 2),
      ...[each.messages, each.overflows, each.wrong].map((count) => number(count)),
      ...[each.loopDelayP99Ms, each.loopDelayMaxMs, each.rssGrowthMb].map((value) => number(value, 1)),
    ];
    lines.push(row(TITLES[name] ?? name, WIDTH, cells) + (each.ended === null ? '' : `  ${each.ended}`));
  }
  for (const [name, reason] of Object.entries(missing)) lines.push(`${TITLES[name]}: not measured, ${reason}`);
  lines.push('', ...report.thresholds.map(verdict));
  return `${lines.join('\n')}\n`;
}
