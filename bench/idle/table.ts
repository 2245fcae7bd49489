import type { Environment } from '../environment.ts';
import { heading, number, row, verdict } from '../report.ts';
import type { Threshold } from '../threshold.ts';
import type { IdleFigures, IdleModeFigures } from './figures.ts';

const WIDTH = 54;

const ROWS: ReadonlyArray<[title: string, figure: keyof IdleModeFigures, digits: number]> = [
  ['wake-ups for netlink in 24 h', 'netlinkWakeupsFor24h', 0],
  ['wake-ups in 24 h for no check, beyond the bare process', 'straySwitchesFor24h', 0],
  ['wake-ups a check', 'switchesPerCheck', 2],
  ['checks in 24 h', 'checksFor24h', 0],
  ['wake-ups in 24 h', 'switchesFor24h', 0],
  ['RSS, MB', 'rssMb', 2],
  ['RSS of the same without netwake, MB', 'bareRssMb', 2],
  ['more, MB', 'rssOverBareMb', 2],
  ['of that private, MB', 'privateOverBareMb', 2],
];

/** The report for people. */
export function formatReport(report: {
  environment: Environment;
  figures: IdleFigures;
  thresholds: readonly Threshold[];
}): string {
  const { linkOnly, checking } = report.figures;
  const lines = [heading(report.environment), '', row('Nothing happens', WIDTH, ['link-only', 'checking'])];
  for (const [title, figure, digits] of ROWS)
    lines.push(row(title, WIDTH, [number(linkOnly[figure], digits), number(checking[figure], digits)]));
  lines.push('', ...report.thresholds.map(verdict));
  return `${lines.join('\n')}\n`;
}
