import { type Clock, systemClock } from '../clock.ts';
import { retryDefaults } from '../config/defaults.ts';
import { type Duration, parseDuration } from '../duration.ts';
import { InvalidOptionError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { readBoolean, readLogger, readPositiveDuration, refuseUnknownOptions } from '../options.ts';
import type { BackoffPolicy, Jitter } from './backoff.ts';
import { Judge, type RetryableError, type RetryableTest } from './judge.ts';
import { type NetworkView, readNetworkView } from './network-view.ts';
import type { ResumePolicy } from './resume-gate.ts';
import type { BudgetPolicy } from './retry-budget.ts';

/** Options of `new Retryer()`. */
export interface RetryerOptions {
  /** Attempts that may fail while the network is usable. Default 5; Infinity is allowed. */
  maxAttempts?: number;
  /** Delay after the first failure. Default 1 s. */
  initialDelay?: Duration;
  /** No delay is longer, jitter included. Default 30 s. A server's Retry-After may be. */
  maxDelay?: Duration;
  /** By which each delay grows. Default 2. */
  multiplier?: number;
  /** Spread of the delays. `true`, the default, is ±25 %. */
  jitter?: Jitter;
  /** Park while the network is down. Default true; has effect once there is a monitor. */
  waitForNetwork?: boolean;
  monitor?: NetworkView | null;
  /** Codes, names, classes and predicates of errors to retry, beside the defaults. */
  retryableErrors?: readonly RetryableError[];
  /** Decides over an error; `undefined` asks the defaults. */
  isRetryable?: RetryableTest;
  /** Longest that one attempt may take: its signal is aborted and it fails with `ERR_NETWAKE_ATTEMPT_TIMEOUT`. Default: none. */
  attemptTimeout?: Duration;
  /** No attempt starts later than this after the call, time parked not counted. Default: none. */
  maxElapsedTime?: Duration;
  /** Longest single outage that is waited out, else `ERR_NETWAKE_NETWORK_WAIT`. Default: none. */
  maxNetworkWait?: Duration;
  /**
   * Abort the signal of an attempt in flight when the network goes down, at once or when it has been down so long; and when its
   * way is lost while there is another (a `path` event says so): then it begins anew, uncounted. Default false.
   */
  abortOnNetworkDown?: boolean | { after: Duration };
  /**
   * How parked operations go on after an outage: so many at a time until each has ended its attempt, and begun at random over
   * `spread`. Default: all at once, at once.
   */
  resume?: { concurrency?: number; spread?: Duration };
  /** Retries that the operations of this retryer may spend together, else `ERR_NETWAKE_BUDGET`. Going on after an outage is free. Default: none. */
  budget?: { capacity: number; refillPerSecond: number };
  /** Wait as long as the server asks: `error.retryAfterMs`, or a Retry-After header. Default true. */
  respectRetryAfter?: boolean;
  /** pino or console shaped. Silent without one. */
  logger?: Logger;
  /** The process may end while an operation waits for its next attempt. Default false. */
  unref?: boolean;
}

/** Validated options, durations in milliseconds; null stands for none. */
export interface RetryPolicy extends BackoffPolicy {
  readonly maxAttempts: number;
  readonly waitForNetwork: boolean;
  readonly monitor: NetworkView | null;
  readonly judge: Judge;
  readonly attemptTimeoutMs: number | null;
  readonly maxElapsedTimeMs: number | null;
  readonly maxNetworkWaitMs: number | null;
  /** Null: an attempt in flight is left alone. */
  readonly abortOnNetworkDownAfterMs: number | null;
  /** Null: all at once. */
  readonly resume: ResumePolicy | null;
  readonly budget: BudgetPolicy | null;
  readonly respectRetryAfter: boolean;
  readonly logger: Logger;
  readonly unref: boolean;
}

/** What tests put in the place of the system. */
export interface RetrySeams {
  clock?: Clock;
  /** A number in [0, 1). */
  random?: () => number;
}

/** The seams, filled up with the system's own. */
export function fillSeams(seams: RetrySeams): Required<RetrySeams> {
  return { clock: seams.clock ?? systemClock, random: seams.random ?? Math.random };
}

/** The option names of a retryer. */
export const RETRYER_OPTIONS: ReadonlyArray<keyof RetryerOptions> = [
  'maxAttempts',
  'initialDelay',
  'maxDelay',
  'multiplier',
  'jitter',
  'waitForNetwork',
  'monitor',
  'retryableErrors',
  'isRetryable',
  'attemptTimeout',
  'maxElapsedTime',
  'maxNetworkWait',
  'abortOnNetworkDown',
  'resume',
  'budget',
  'respectRetryAfter',
  'logger',
  'unref',
];

/** Timers split longer delays into steps, so that a retryer's durations have no upper bound of their own. */
const NO_MAXIMUM = Number.MAX_SAFE_INTEGER;

/**
 * @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION`
 * @throws UnknownOptionError `ERR_NETWAKE_UNKNOWN_OPTION`
 */
export function readRetryerOptions(options: RetryerOptions): RetryPolicy {
  refuseUnknownOptions('options', options, RETRYER_OPTIONS);
  const test: unknown = options.isRetryable;
  if (test !== undefined && typeof test !== 'function') throw new InvalidOptionError('isRetryable', test, 'a function');
  return Object.freeze({
    maxAttempts: attempts(options.maxAttempts),
    initialDelayMs: duration('initialDelay', options.initialDelay) ?? retryDefaults.initialDelayMs,
    maxDelayMs: duration('maxDelay', options.maxDelay) ?? retryDefaults.maxDelayMs,
    multiplier: multiplier(options.multiplier),
    jitter: jitter(options.jitter),
    waitForNetwork: readBoolean('waitForNetwork', options.waitForNetwork, retryDefaults.waitForNetwork),
    monitor: readNetworkView('monitor', options.monitor),
    judge: new Judge(options.isRetryable ?? null, retryableErrors(options.retryableErrors)),
    attemptTimeoutMs: readPositiveDuration('attemptTimeout', options.attemptTimeout, null, NO_MAXIMUM),
    maxElapsedTimeMs: readPositiveDuration('maxElapsedTime', options.maxElapsedTime, null, NO_MAXIMUM),
    maxNetworkWaitMs: readPositiveDuration('maxNetworkWait', options.maxNetworkWait, null, NO_MAXIMUM),
    abortOnNetworkDownAfterMs: abortAfter(options.abortOnNetworkDown),
    resume: resume(options.resume),
    budget: budget(options.budget),
    respectRetryAfter: readBoolean('respectRetryAfter', options.respectRetryAfter, retryDefaults.respectRetryAfter),
    logger: readLogger(options.logger),
    unref: readBoolean('unref', options.unref, false),
  });
}

function attempts(value: unknown): number {
  if (value === undefined) return retryDefaults.maxAttempts;
  if (typeof value === 'number' && value >= 1 && (Number.isInteger(value) || value === Infinity)) return value;
  throw new InvalidOptionError('maxAttempts', value, 'an integer of 1 or more, or Infinity');
}

function multiplier(value: unknown): number {
  if (value === undefined) return retryDefaults.multiplier;
  if (typeof value === 'number' && Number.isFinite(value) && value >= 1) return value;
  throw new InvalidOptionError('multiplier', value, 'a number of 1 or more');
}

function jitter(value: Jitter | undefined): Jitter {
  if (value === undefined) return retryDefaults.jitter;
  if (typeof value === 'boolean' || ['full', 'equal', 'decorrelated'].includes(value)) return value;
  throw new InvalidOptionError('jitter', value, "true, false, 'full', 'equal' or 'decorrelated'");
}

function retryableErrors(value: unknown): readonly RetryableError[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new InvalidOptionError('retryableErrors', value, 'an array');
  return value.map((entry: unknown, index) => {
    if ((typeof entry === 'string' && entry !== '') || typeof entry === 'function') return entry as RetryableError;
    throw new InvalidOptionError(`retryableErrors[${index}]`, entry, 'a code, a class or a predicate');
  });
}

function abortAfter(value: RetryerOptions['abortOnNetworkDown']): number | null {
  if (value === undefined || value === false) return null;
  if (value === true) return 0;
  refuseUnknownOptions('abortOnNetworkDown', value, ['after']);
  return parseDuration('abortOnNetworkDown.after', value.after, NO_MAXIMUM);
}

function resume(value: RetryerOptions['resume']): ResumePolicy | null {
  if (value === undefined) return null;
  refuseUnknownOptions('resume', value, ['concurrency', 'spread']);
  const { concurrency = Infinity } = value;
  if (concurrency !== Infinity && !(Number.isInteger(concurrency) && concurrency >= 1)) {
    throw new InvalidOptionError('resume.concurrency', concurrency, 'an integer of 1 or more');
  }
  return { concurrency, spreadMs: duration('resume.spread', value.spread) ?? 0 };
}

function budget(value: RetryerOptions['budget']): BudgetPolicy | null {
  if (value === undefined) return null;
  refuseUnknownOptions('budget', value, ['capacity', 'refillPerSecond']);
  const { capacity, refillPerSecond } = value;
  if (!Number.isFinite(capacity) || capacity < 1) {
    throw new InvalidOptionError('budget.capacity', capacity, 'a number of 1 or more');
  }
  if (!Number.isFinite(refillPerSecond) || refillPerSecond < 0) {
    throw new InvalidOptionError('budget.refillPerSecond', refillPerSecond, 'a number of 0 or more');
  }
  return { capacity, refillPerSecond };
}

function duration(option: string, value: Duration | undefined): number | null {
  return value === undefined ? null : parseDuration(option, value, NO_MAXIMUM);
}
