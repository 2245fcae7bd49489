import { constants } from 'node:os';

/** Why the demo ends early: a signal, or the end of the process that started it. */
export class Interruption extends Error {
  readonly exitCode: number;

  constructor(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP') {
    super(`interrupted by ${signal}`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** Aborted with an {@link Interruption} by the first of these. More of them are ignored while things are put away. */
export function interruptionSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => controller.abort(new Interruption(signal)));
  }
  // Whoever started us holds the other end, and has died without a word.
  process.stdin.on('end', () => controller.abort(new Interruption('SIGHUP'))).resume();
  return controller.signal;
}
