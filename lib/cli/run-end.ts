import { AttemptTimeoutError, interruptionOf, NetworkWaitError, RetryError } from '../retry/errors.ts';
import { CommandError } from './command-error.ts';
import { exitCode } from './exit-code.ts';
import { Signalled, signalCode } from './signalled.ts';

/** `--timeout` is over. */
export class OutOfTime extends Error {
  constructor(name: string, timeout: string) {
    super(`${name} did not succeed within ${timeout}`);
    this.name = 'OutOfTime';
  }
}

/**
 * The exit code of `netwake run`, by what the retryer rejected with: mostly the command's own. What is none of these is
 * thrown on.
 *
 * @param lastCode  what the command ended with last by itself; null when it never did
 */
export function runExitCode(error: unknown, lastCode: number | null): number {
  if (error instanceof CommandError) return error.exit.code;
  if (error instanceof RetryError) return runExitCode(error.cause, lastCode);
  if (error instanceof Signalled) return signalCode(error.by);
  if (error instanceof OutOfTime || error instanceof AttemptTimeoutError) return exitCode.timedOut;
  if (error instanceof NetworkWaitError || interruptionOf(error) !== null) return lastCode ?? exitCode.tryLater;
  throw error;
}
