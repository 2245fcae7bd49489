import { type Duration, parsePositiveDuration } from './duration.ts';
import { InvalidOptionError, UnknownOptionError } from './errors.ts';
import { type Logger, silentLogger } from './logger.ts';

/**
 * Refuses keys that are not in `known`.
 *
 * @throws InvalidOptionError when `options` is not an object
 * @throws UnknownOptionError naming the key and the nearest known one
 */
export function refuseUnknownOptions(owner: string, options: object, known: readonly string[]): void {
  if (options === null || typeof options !== 'object' || Array.isArray(options)) {
    throw new InvalidOptionError(owner, options, 'an object');
  }
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) throw new UnknownOptionError(key, nearestName(key, known));
  }
}

/** A boolean option. @throws InvalidOptionError */
export function readBoolean(option: string, value: unknown, byDefault: boolean): boolean {
  if (value === undefined) return byDefault;
  if (typeof value !== 'boolean') throw new InvalidOptionError(option, value, 'true or false');
  return value;
}

/** A duration of more than 0, in milliseconds. @throws InvalidOptionError */
export function readPositiveDuration<Default>(
  option: string,
  value: Duration | undefined,
  byDefault: Default,
  maximumMs?: number,
): number | Default {
  return value === undefined ? byDefault : parsePositiveDuration(option, value, maximumMs);
}

/** A logger, or the silent one. @throws InvalidOptionError when a level is missing */
export function readLogger(value: Logger | undefined): Logger {
  if (value === undefined) return silentLogger;
  for (const level of ['debug', 'info', 'warn', 'error'] as const) {
    if (typeof value?.[level] !== 'function') {
      throw new InvalidOptionError('logger', value, 'an object with debug, info, warn and error');
    }
  }
  return value;
}

/** The known name within a third of the misspelt one's length in edits, or within `limit`, or null. */
export function nearestName(
  name: string,
  known: readonly string[],
  limit: number = Math.max(2, Math.floor(name.length / 3)),
): string | null {
  let best: string | null = null;
  let bestDistance = limit + 1;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

// Levenshtein's distance, one row at a time.
function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let line = 1; line <= left.length; line++) {
    const next = [line];
    for (let column = 1; column <= right.length; column++) {
      const substitution = row[column - 1]! + (left[line - 1] === right[column - 1] ? 0 : 1);
      next.push(Math.min(substitution, row[column]! + 1, next[column - 1]! + 1));
    }
    row = next;
  }
  return row[right.length]!;
}
