import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** For each contestant the nanoseconds of an operation, one figure a round. */
export type SpeedReport = Record<string, { success: number[]; failure: number[] }>;

export interface ParkedReport {
  bytes: number;
  longestTurnMs: number;
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
  return report('speed-process.mjs', [`--rounds=${rounds}`, ...without.map((name) => `--without=${name}`)]);
}

export function runParked(failed: boolean): ParkedReport {
  return report('parked-process.mjs', failed ? ['--failed'] : []);
}

export function runSignal(rounds: number): SignalReport {
  return report('signal-process.mjs', [`--rounds=${rounds}`]);
}

// A process for each question: the garbage of one is no other's.
function report<Report>(name: string, args: readonly string[]): Report {
  const file = fileURLToPath(new URL(name, import.meta.url));
  const command = ['--expose-gc', file, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${name} failed with status ${status}: ${stderr}`);
  return JSON.parse(stdout) as Report;
}
