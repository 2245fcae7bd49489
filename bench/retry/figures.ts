import { percentiles, round } from '../percentiles.ts';
import { type ParkedReport, runParked, runSignal, runSpeed, type SpeedReport } from './processes.ts';

export const HAND_WRITTEN = 'hand-written loop';

/** One contestant's operation: nanoseconds (p50), and the multiple of the loop's in the same round (p50). */
export interface SpeedFigure {
  ns: number;
  ratio: number;
}

export type SpeedFigures = Record<string, { success: SpeedFigure; failure: SpeedFigure }>;

/** Of several processes each: the median, and the worst. */
export interface ParkedFigures {
  bytes: number;
  longestTurnMs: number;
  /** For how much of the longest turn the thread waited for a processor. */
  queuedMs: number;
  worstTurnMs: number;
  loopDelayMs: number;
  wokenMs: number;
}

export interface SignalFigures {
  fewCount: number;
  manyCount: number;
  fewMs: number;
  manyMs: number;
  /** Time of an operation among many to that of one among few: 1 is linear. */
  growth: number;
  listenersLeft: number;
}

export interface RetryFigures {
  rounds: number;
  speed: SpeedFigures;
  parked: { beforeFirst: ParkedFigures; afterFailure: ParkedFigures };
  signal: SignalFigures;
}

const PARKED_RUNS = 3;

export function measureRetries(
  rounds: number,
  without: readonly string[],
  progress: (line: string) => void,
): RetryFigures {
  progress(`speed: ${rounds} rounds`);
  const speed = speedFigures(runSpeed(rounds, without));
  progress('parked');
  const parked = { beforeFirst: measureParked(false), afterFailure: measureParked(true) };
  progress(`shared signal: ${rounds} rounds`);
  return { rounds, speed, parked, signal: measureSignal(rounds) };
}

function speedFigures(report: SpeedReport): SpeedFigures {
  const figures: SpeedFigures = {};
  const reference = report[HAND_WRITTEN]!;
  for (const [name, { success, failure }] of Object.entries(report)) {
    figures[name] = { success: figure(success, reference.success), failure: figure(failure, reference.failure) };
  }
  return figures;
}

function figure(samples: readonly number[], reference: readonly number[]): SpeedFigure {
  return { ns: median(samples), ratio: median(samples.map((sample, index) => sample / reference[index]!)) };
}

function measureParked(failed: boolean): ParkedFigures {
  const reports = Array.from({ length: PARKED_RUNS }, () => runParked(failed));
  const all = (name: keyof ParkedReport): number[] => reports.map((report) => report[name]);
  return {
    bytes: median(all('bytes')),
    longestTurnMs: median(all('longestTurnMs')),
    queuedMs: median(all('queuedMs')),
    worstTurnMs: round(Math.max(...all('longestTurnMs'))),
    loopDelayMs: median(all('loopDelayMs')),
    wokenMs: median(all('wokenMs')),
  };
}

function measureSignal(rounds: number): SignalFigures {
  const { few, many, fewCount, manyCount, listenersLeft } = runSignal(rounds);
  const [fewMs, manyMs] = [median(few), median(many)];
  const growth = round(manyMs / manyCount / (fewMs / fewCount));
  return { fewCount, manyCount, fewMs, manyMs, growth, listenersLeft };
}

function median(samples: readonly number[]): number {
  return percentiles(samples).p50;
}
