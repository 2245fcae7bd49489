import type { Environment } from '../environment.ts';
import type { EventFigures } from '../events.ts';
import type { Percentiles } from '../percentiles.ts';
import { heading, row, verdict } from '../report.ts';
import type { Threshold } from '../threshold.ts';

const COLUMNS: ReadonlyArray<keyof Percentiles> = ['p50', 'p90', 'p99', 'max'];

const WIDTH = 56;

const TITLES: Record<keyof EventFigures, string> = {
  linkDown: 'link down → noticed',
  carrierLoss: 'carrier loss → noticed',
  linkDownTogether: 'link down → noticed, both on one event',
  linkUp: 'link up → work goes on',
  carrierBack: 'carrier back → work goes on',
};

/** The report for people. */
export function formatReport(report: {
  environment: Environment;
  figures: EventFigures;
  thresholds: readonly Threshold[];
}): string {
  const lines = [heading(report.environment)];
  for (const name of Object.keys(TITLES) as Array<keyof EventFigures>) {
    const figures = report.figures[name];
    lines.push('', row(`${TITLES[name]} (${figures.unit}, n ${figures.n})`, WIDTH, COLUMNS));
    lines.push(row('  netwake', WIDTH, numbers(figures.netwake)), row('  C', WIDTH, numbers(figures.c)));
    if ('ratios' in figures) lines.push(row('  ratio', WIDTH, numbers(figures.ratios)));
    else lines.push(row('  behind', WIDTH, [figures.behindP50.toFixed(2)]));
  }
  lines.push('', ...report.thresholds.map(verdict));
  return `${lines.join('\n')}\n`;
}

function numbers(figures: Percentiles): string[] {
  return COLUMNS.map((column) => figures[column].toFixed(2));
}
