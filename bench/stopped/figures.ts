import { percentiles, round } from '../percentiles.ts';
import type { StoppedRun } from './run.ts';

/** How one listener came through the stops. */
export interface StoppedFigures {
  rounds: number;
  ended: string | null;
  /** Interfaces that changed during a stop. */
  changed: number;
  wrongBefore: number;
  /** The most of any round, a second after it went on. */
  wrong: number;
  /** The median. */
  overflows: number;
  /** The most of any round; null when in one it did not become right. */
  untilRightMs: number | null;
  /** Of netwake alone; the most of any round. See StoppedRun. */
  mistold: number | null;
  replayed: number | null;
  /** Of netwake alone: each round said `down`, once, and nothing else. */
  statesRight: boolean | null;
}

export function stoppedFigures(runs: Record<string, StoppedRun[]>): Record<string, StoppedFigures> {
  return Object.fromEntries(Object.entries(runs).map(([name, each]) => [name, figuresOf(each)] as const));
}

function figuresOf(runs: readonly StoppedRun[]): StoppedFigures {
  const most = (pick: (run: StoppedRun) => number): number => Math.max(...runs.map(pick));
  const isNetwake = runs.every(({ mistold }) => mistold !== null);
  const becameRight = runs.every(({ untilRightMs }) => untilRightMs !== null);
  return {
    rounds: runs.length,
    ended: runs.find(({ ended }) => ended !== null)?.ended ?? null,
    changed: most(({ changed }) => changed),
    wrongBefore: most(({ wrongBefore }) => wrongBefore),
    wrong: most(({ wrong }) => wrong),
    overflows: percentiles(runs.map(({ overflows }) => overflows)).p50,
    untilRightMs: becameRight ? round(most(({ untilRightMs }) => untilRightMs!)) : null,
    mistold: isNetwake ? most(({ mistold }) => mistold!) : null,
    replayed: isNetwake ? most(({ replayed }) => replayed!) : null,
    statesRight: isNetwake ? runs.every(({ states }) => states?.join() === 'down') : null,
  };
}
