import { existsSync } from 'node:fs';
import path from 'node:path';
import { NetwakeError } from '../errors.ts';
import { nonRetryable } from '../retry/marks.ts';
import { exitCode } from './exit-code.ts';
import { signalCode } from './signalled.ts';

/** How a command ended. */
export interface CommandExit {
  /** 128 and its number, when a signal killed it. */
  readonly code: number;
  readonly signal: NodeJS.Signals | null;
}

/**
 * `ERR_NETWAKE_COMMAND`: a command ended with another code than 0, or could not be started. That says nothing of why: it
 * is tried again, and the network is verified before the attempt counts (lib/failure-table.ts).
 */
export class CommandError extends NetwakeError {
  readonly exit: CommandExit;

  constructor(exit: CommandExit, message: string, options?: ErrorOptions) {
    super('ERR_NETWAKE_COMMAND', message, options);
    this.exit = exit;
  }
}

export function exitOf(code: number | null, signal: NodeJS.Signals | null): CommandExit {
  return { code: code ?? signalCode(signal ?? 'SIGKILL'), signal };
}

export function failureOf(name: string, exit: CommandExit): CommandError {
  const how = exit.signal === null ? `exited with ${exit.code}` : `was killed by ${exit.signal}`;
  return new CommandError(exit, `${name} ${how}`);
}

/** Of a command that could not be started, nor can be the next time. The codes are those of a shell. */
export function startFailureOf(
  name: string,
  cause: NodeJS.ErrnoException,
  searchPath: string | undefined = process.env['PATH'],
): CommandError {
  // An empty name is refused by Node itself.
  const isMissing =
    cause.code === 'ENOENT' ||
    cause.code === 'ERR_INVALID_ARG_VALUE' ||
    (cause.code === 'EACCES' && !isIn(searchPath, name));
  const exit = { code: isMissing ? exitCode.notFound : exitCode.notExecutable, signal: null };
  const why = isMissing ? 'is not found' : `can't be executed: ${cause.code ?? cause.message}`;
  return nonRetryable(new CommandError(exit, `${name === '' ? "''" : name} ${why}`, { cause }));
}

/**
 * Has a command that is nowhere fail as it would if it were started at once: of one that it is to start itself a shell says
 * that it may not be executed where a folder may not be read.
 *
 * @throws Error `ENOENT`
 */
export function throwIfMissing(name: string, searchPath: string | undefined = process.env['PATH']): void {
  if (!isIn(searchPath, name)) throw Object.assign(new Error(`${name} is not found`), { code: 'ENOENT' });
}

// execvp(3) answers EACCES also when nothing is found, and a folder among those it looked into may not be read. Without PATH
// it and every shell have a path of their own.
function isIn(searchPath: string | undefined, name: string): boolean {
  if (name === '') return false;
  if (searchPath === undefined || name.includes('/')) return true;
  return searchPath.split(path.delimiter).some((folder) => existsSync(path.join(folder, name)));
}
