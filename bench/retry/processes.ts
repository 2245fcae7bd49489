import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const SPEED = fileURLToPath(new URL('speed-process.mjs', import.meta.url));
const PARKED = fileURLToPath(new URL('parked-process.mjs', import.meta.url));
const SIGNAL = fileURLToPath(new URL('signal-process.mjs', import.meta.url));

/** For each contestant the nanoseconds of an operation, one figure a round. */
export type SpeedReport = Record<string, { success: number[]; failure: number[] }>;

export interface ParkedReport {
  bytes: number;
  longestTurnMs: number;
  /** For how much of it the thread waited for a processor. */
  queuedMs: number;
  loopDelayMs: number;
  wokenMs: number;
}

export interface SignalReport {
  fewCount: number;
  manyCount: number;
  few: number[];
  many: number[];
  listenersLeft: number;
}

export function runSpeed(rounds: number, without: readonly string[]): SpeedReport {
  return report(SPEED, [`--rounds=${rounds}`, ...without.map((name) => `--without=${name}`)]);
}

export function runParked(failed: boolean): ParkedReport {
  return report(PARKED, failed ? ['--failed'] : []);
}

export function runSignal(rounds: number): SignalReport {
  return report(SIGNAL, [`--rounds=${rounds}`]);
}

// A process for each question: the garbage of one is no other's.
function report<Report>(file: string, args: readonly string[]): Report {
  const command = ['--expose-gc', file, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${path.basename(file)} failed with status ${status}: ${stderr}`);
  return JSON.parse(stdout) as Report;
}
