import type { Environment } from './environment.ts';
import type { Threshold } from './threshold.ts';

/** The line above every report for people. */
export function heading({ kernel, node, cpus, cpu, scheduling }: Environment): string {
  return `Linux ${kernel}, Node ${node}, ${cpus} × ${cpu}, ${scheduling} scheduling`;
}

/** The line below it, for each threshold. */
export function verdict({ name, value, most, unit, pass }: Threshold): string {
  return `${pass ? 'ok    ' : 'MISSED'} ${name} ${value} (at most ${most}${unit && ` ${unit}`})`;
}

/** A row whose first cell is wide, and the others are numbers to be compared. */
export function row(title: string, width: number, cells: readonly string[]): string {
  return `${title.padEnd(width)}${cells.map((cell) => cell.padStart(12)).join('')}`;
}

/** For a cell: a dash where there is no number. */
export function number(value: number | null, digits = 0): string {
  return value === null ? '–' : value.toFixed(digits);
}
