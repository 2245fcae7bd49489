import { type Destination, parseDestination } from '../../destination.ts';
import type { Duration } from '../../duration.ts';
import { readPositiveDuration } from '../../options.ts';
import { type NetworkView, readNetworkView } from '../../retry/network-view.ts';

/** What the callbacks are told of a failure. Frozen. */
export interface RetryContext {
  /** What was thrown; a TypeError that quotes it when that was no error. */
  readonly error: Error;
  /** Counts from 1; the same again after an attempt that an outage gave back. */
  readonly attemptNumber: number;
  readonly retriesLeft: number;
  readonly retriesConsumed: number;
}

/** Options of p-retry 7, and `monitor`, `target` and `maxNetworkWait`. Those that are not known are ignored, as there. */
export interface Options {
  /** Called on each failure but an `AbortError`, before the other two, and awaited. What it throws ends the retrying. */
  readonly onFailedAttempt?: (context: RetryContext) => void | Promise<void>;
  /**
   * Whether there is to be another attempt. Not asked about an `AbortError`, a TypeError that is not of the network, or when
   * `retries` or `maxRetryTime` are used up. What it throws ends the retrying. Default: always.
   */
  readonly shouldRetry?: (context: RetryContext) => boolean | Promise<boolean>;
  /**
   * Whether the failure uses up a retry. One that does not is followed by the next attempt without a delay, until
   * `maxRetryTime`. Not asked about an `AbortError`. What it throws ends the retrying. Default: always.
   */
  readonly shouldConsumeRetry?: (context: RetryContext) => boolean | Promise<boolean>;
  /** How often to try again after the first attempt. Default 10; `Infinity` is allowed. */
  readonly retries?: number;
  /** By which each delay grows. Default 2; 0 is taken for 1. */
  readonly factor?: number;
  /** Milliseconds before the first retry. Default 1000; 0 for no delays. */
  readonly minTimeout?: number;
  /** No delay is longer, in milliseconds. Default `Infinity`. */
  readonly maxTimeout?: number;
  /** Multiplies each delay by a random number from 1 to 2. Default false. */
  readonly randomize?: boolean;
  /** Milliseconds, by `performance.now()`, after which no attempt follows. Parked time is not counted. Default `Infinity`. */
  readonly maxRetryTime?: number;
  /** Ends the retrying with its reason: at once in a delay or an outage, otherwise when the attempt under way ends. */
  readonly signal?: AbortSignal | undefined;
  /** The process may end although a retry is to come. Default false. */
  readonly unref?: boolean;
  /**
   * A `NetworkMonitor`, a `FakeNetwork` or the like: attempts wait while it is `down`, and one that fails because of that is
   * given back. It uses up no retry and is made again, with the same number, the moment the network is usable; only
   * `shouldRetry` hears of it. Default: none, and p-retry's behaviour.
   */
  readonly monitor?: NetworkView | null | undefined;
  /**
   * Where the attempts go to: a URL, `'host'`, `'host:port'`, `'[v6]:port'`, or the path of a Unix socket. They wait out the outages
   * of that destination then, and not the internet's. Default: none.
   */
  readonly target?: string | URL | undefined;
  /** Longest single outage that is waited out, else `ERR_NETWAKE_NETWORK_WAIT`. Default: none. */
  readonly maxNetworkWait?: Duration | undefined;
}

/** Options with their defaults, validated. */
export interface Settings extends Required<
  Omit<
    Options,
    'signal' | 'maxNetworkWait' | 'monitor' | 'target' | 'shouldConsumeRetry' | 'shouldRetry' | 'onFailedAttempt'
  >
> {
  readonly onFailedAttempt: NonNullable<Options['onFailedAttempt']>;
  readonly shouldRetry: NonNullable<Options['shouldRetry']>;
  readonly shouldConsumeRetry: NonNullable<Options['shouldConsumeRetry']>;
  readonly signal: AbortSignal | undefined;
  readonly monitor: NetworkView | null;
  /** Null: the network as a whole. */
  readonly target: Destination | null;
  readonly maxNetworkWaitMs: number | null;
}

/**
 * @throws TypeError for a number that p-retry refuses; Error for `forever`, which it knows no more
 * @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION` for `monitor`, `target` and `maxNetworkWait`
 */
export function readOptions(options: Options): Settings {
  const given: Options = { ...options };
  if (Object.hasOwn(given, 'forever')) throw new Error('there is no option `forever`: set `retries: Infinity`');
  const factor = number('factor', given.factor ?? 2, true);
  return {
    onFailedAttempt: given.onFailedAttempt ?? (() => {}),
    shouldRetry: given.shouldRetry ?? (() => true),
    shouldConsumeRetry: given.shouldConsumeRetry ?? (() => true),
    retries: number('retries', given.retries === undefined ? 10 : given.retries),
    factor: factor === 0 ? 1 : factor,
    minTimeout: number('minTimeout', given.minTimeout ?? 1_000, true),
    maxTimeout: number('maxTimeout', given.maxTimeout ?? Infinity),
    maxRetryTime: number('maxRetryTime', given.maxRetryTime ?? Infinity),
    randomize: given.randomize ?? false,
    unref: given.unref ?? false,
    signal: given.signal,
    monitor: readNetworkView('monitor', given.monitor),
    target: given.target === undefined ? null : parseDestination('target', given.target),
    maxNetworkWaitMs: readPositiveDuration('maxNetworkWait', given.maxNetworkWait, null, Number.MAX_SAFE_INTEGER),
  };
}

function number(option: string, value: unknown, finite = false): number {
  if (typeof value === 'number' && value >= 0 && (!finite || value !== Infinity)) return value;
  throw new TypeError(
    `\`${option}\` must be a number of 0 or more${finite ? ', and finite' : ''}; received ${String(value)}`,
  );
}
