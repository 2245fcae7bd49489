import type { Environment } from '../environment.ts';
import type { Percentiles } from '../percentiles.ts';
import type { RecoveryFigures } from '../recovery.ts';
import { heading, row, verdict } from '../report.ts';
import type { Threshold } from '../threshold.ts';
import { outageKinds } from './outages.ts';

const WIDTH = 44;
const COLUMNS: ReadonlyArray<keyof Percentiles> = ['p50', 'p90', 'p99', 'max'];

/** The report for people. */
export function formatReport(report: {
  environment: Environment;
  figures: readonly RecoveryFigures[];
  thresholds: readonly Threshold[];
}): string {
  const lines = [heading(report.environment), '', row('packets flow → up (ms)', WIDTH, ['n', ...COLUMNS, 'outage'])];
  for (const { kind, length, n, behindMs, outageMs } of report.figures) {
    const { title, announced } = outageKinds[kind]!;
    const cells = COLUMNS.map((column) => behindMs[column].toFixed(2));
    const name = `${title}, ${length}${announced ? '' : ' (unannounced)'}`;
    lines.push(row(name, WIDTH, [String(n), ...cells, outageMs.p50.toFixed(0)]));
  }
  lines.push('', ...report.thresholds.map(verdict));
  return `${lines.join('\n')}\n`;
}
