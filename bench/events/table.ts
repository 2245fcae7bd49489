import type { Environment } from '../environment.ts';
import type { EventFigures } from '../events.ts';
import type { Percentiles } from '../percentiles.ts';
import type { Threshold } from '../threshold.ts';

const COLUMNS: ReadonlyArray<keyof Percentiles> = ['p50', 'p90', 'p99', 'max'];

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
  const { kernel, node, cpus, cpu, scheduling } = report.environment;
  const lines = [`Linux ${kernel}, Node ${node}, ${cpus} × ${cpu}, ${scheduling} scheduling`];
  for (const name of Object.keys(TITLES) as Array<keyof EventFigures>) {
    const figures = report.figures[name];
    lines.push('', row(`${TITLES[name]} (${figures.unit}, n ${figures.n})`, COLUMNS));
    lines.push(row('  netwake', numbers(figures.netwake)), row('  C', numbers(figures.c)));
    if ('ratios' in figures) lines.push(row('  ratio', numbers(figures.ratios)));
    else lines.push(row('  behind', [figures.behindP50.toFixed(2)]));
  }
  lines.push('', ...report.thresholds.map(verdict));
  return `${lines.join('\n')}\n`;
}

function verdict({ name, value, most, unit, pass }: Threshold): string {
  return `${pass ? 'ok    ' : 'MISSED'} ${name} ${value} (at most ${most}${unit && ` ${unit}`})`;
}

function numbers(figures: Percentiles): string[] {
  return COLUMNS.map((column) => figures[column].toFixed(2));
}

function row(title: string, cells: readonly string[]): string {
  return `${title.padEnd(56)}${cells.map((cell) => cell.padStart(10)).join('')}`;
}
