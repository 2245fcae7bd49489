import type { Environment } from '../environment.ts';
import { heading, number, row, verdict } from '../report.ts';
import type { Threshold } from '../threshold.ts';
import type { ParkedFigures, RetryFigures } from './figures.ts';

const WIDTH = 40;

const PARKED_ROWS: ReadonlyArray<[title: string, figure: keyof ParkedFigures, digits: number]> = [
  ['bytes an operation', 'bytes', 0],
  ['longest turn while all are woken, ms', 'longestTurnMs', 2],
  ['of that without a processor, ms', 'queuedMs', 2],
  ['longest turn in the worst run, ms', 'worstTurnMs', 2],
  ['delay of the event loop, ms', 'loopDelayMs', 2],
  ['until all have gone on, ms', 'wokenMs', 0],
];

/** The report for people. */
export function formatReport(report: {
  environment: Environment;
  figures: RetryFigures;
  missing: object;
  thresholds: readonly Threshold[];
}): string {
  const { speed, parked, signal } = report.figures;
  const lines = [heading(report.environment), ''];
  lines.push(row('An operation', WIDTH, ['1st try, ns', 'ratio', '2nd try, ns', 'ratio']));
  for (const [name, { success, failure }] of Object.entries(speed)) {
    const cells = [number(success.ns), number(success.ratio, 2), number(failure.ns), number(failure.ratio, 2)];
    lines.push(row(name, WIDTH, cells));
  }
  for (const [name, reason] of Object.entries(report.missing)) lines.push(`${name}: ${String(reason)}`);
  lines.push('', row('100,000 parked', WIDTH, ['before 1st', 'after failure']));
  for (const [title, figure, digits] of PARKED_ROWS) {
    const { beforeFirst, afterFailure } = parked;
    lines.push(row(title, WIDTH, [number(beforeFirst[figure], digits), number(afterFailure[figure], digits)]));
  }
  lines.push('', row('Started on one signal', WIDTH, [String(signal.fewCount), String(signal.manyCount), 'growth']));
  lines.push(
    row('all of them, ms', WIDTH, [number(signal.fewMs, 2), number(signal.manyMs, 2), number(signal.growth, 2)]),
  );
  lines.push('', ...report.thresholds.map(verdict));
  return `${lines.join('\n')}\n`;
}
