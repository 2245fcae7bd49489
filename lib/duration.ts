import { InvalidOptionError } from './errors.ts';

/** Milliseconds, or a string of numbers with units: `'250ms'`, `'10s'`, `'1m30s'`, `'2h'`. */
export type Duration = number | string;

/** Units come largest first, each at most once, so that '1s1h' and '1m1m' are caught as the slips that they are. */
export const DURATION_GRAMMAR: RegExp =
  /^(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m(?!s))?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?$/;
const UNIT_MS = [3_600_000, 60_000, 1_000, 1] as const;

/** The longest duration that a timer can be set to: 2^31-1 ms, about 24.8 days. */
export const LONGEST_DURATION_MS: number = 2 ** 31 - 1;

/**
 * A {@link Duration} as milliseconds.
 *
 * @param option  the option's name, for the error
 * @param maximumMs  the largest value allowed
 * @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION` for anything else: negative, NaN, `'10'`, `'1h-5m'`, over the maximum
 */
export function parseDuration(option: string, value: unknown, maximumMs: number = LONGEST_DURATION_MS): number {
  const milliseconds = typeof value === 'string' ? fromText(value) : value;
  if (typeof milliseconds !== 'number' || !Number.isFinite(milliseconds) || milliseconds < 0) {
    const wanted = typeof value === 'string' ? 'a duration with its unit,' : 'a duration: milliseconds, or a string';
    throw new InvalidOptionError(option, value, `${wanted} such as '250ms', '10s', '1m30s'`);
  }
  if (milliseconds > maximumMs) throw new InvalidOptionError(option, value, `a duration of at most ${maximumMs} ms`);
  return milliseconds;
}

/**
 * A {@link Duration} as milliseconds, for what would make no sense without any.
 *
 * @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION` for 0 too
 */
export function parsePositiveDuration(option: string, value: unknown, maximumMs?: number): number {
  const milliseconds = parseDuration(option, value, maximumMs);
  if (milliseconds === 0) throw new InvalidOptionError(option, value, 'a duration longer than 0');
  return milliseconds;
}

function fromText(text: string): number {
  const match = DURATION_GRAMMAR.exec(text);
  if (match === null || text === '') return Number.NaN;
  return UNIT_MS.reduce((sum, unitMs, index) => sum + Number(match[index + 1] ?? 0) * unitMs, 0);
}
