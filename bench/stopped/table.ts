import type { Environment } from '../environment.ts';
import { LISTENER_TITLES } from '../listeners/listeners.ts';
import { heading, number, row, verdict } from '../report.ts';
import type { Threshold } from '../threshold.ts';
import type { StoppedFigures } from './figures.ts';

const WIDTH = 30;

const HEADINGS: readonly string[] = [
  'changed',
  'wrong first',
  'wrong 1 s',
  'overflows',
  'right ms',
  'mistold',
  'replayed',
];

/** The report for people. */
export function formatReport(report: {
  environment: Environment;
  figures: Record<string, StoppedFigures>;
  missing: Record<string, string>;
  thresholds: readonly Threshold[];
}): string {
  const lines = [
    heading(report.environment),
    '',
    'Stopped while 500 interfaces change three times each, then continued',
    row('', WIDTH, HEADINGS),
  ];
  for (const [name, each] of Object.entries(report.figures)) {
    const counts = [each.changed, each.wrongBefore, each.wrong, each.overflows].map((count) => number(count));
    const cells = [...counts, number(each.untilRightMs, 1), number(each.mistold), number(each.replayed)];
    lines.push(row(LISTENER_TITLES[name] ?? name, WIDTH, cells) + (each.ended === null ? '' : `  ${each.ended}`));
  }
  for (const [name, reason] of Object.entries(report.missing))
    lines.push(`${LISTENER_TITLES[name] ?? name}: not measured, ${reason}`);
  lines.push('', ...report.thresholds.map(verdict));
  return `${lines.join('\n')}\n`;
}
