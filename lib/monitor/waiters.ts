import type { Clock } from '../clock.ts';
import { type Duration, parseDuration } from '../duration.ts';
import { InvalidOptionError, StoppedError, WaitTimeoutError } from '../errors.ts';
import { refuseUnknownOptions } from '../options.ts';
import type { NetworkState } from '../state/network-state.ts';
import { WaitingList } from './waiting-list.ts';

/** The least state that ends a wait. */
export type MinimumState = 'degraded' | 'up';

/** Options of `waitForNetwork()`. */
export interface WaitOptions {
  signal?: AbortSignal;
  /** Rejects with `ERR_NETWAKE_TIMEOUT` after this long. Default: none. */
  timeout?: Duration;
  /** The least state that will do. Default `degraded`. */
  minimum?: MinimumState;
}

/** Everyone who waits for the network, in one list. */
export class Waiters {
  readonly #list: WaitingList<MinimumState, void>;
  #failure: Error | null = null;

  constructor(clock: Clock) {
    this.#list = new WaitingList(clock);
  }

  /**
   * Resolves when `wake` brings a state that is good enough; rejects on abort, time-out, `rejectAll`, or once what is waited for has
   * failed, and leaves no listener behind.
   */
  wait(minimum: MinimumState, signal: AbortSignal | undefined, timeoutMs: number | null): Promise<void> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    const expired = (): Error => new WaitTimeoutError(`the network was not ${minimum} within ${timeoutMs} ms`);
    return this.#list.wait(minimum, { signal, timeoutMs, expired });
  }

  wake(state: NetworkState): void {
    this.#list.resolve(undefined, (minimum) => suffices(state, minimum));
  }

  /** No state comes any more. */
  fail(failure: Error): void {
    this.#failure = failure;
    this.#list.reject(failure);
  }

  rejectAll(): void {
    // For each a new one would be a stack each.
    this.#list.reject(new StoppedError());
  }
}

/** Whether a state ends a wait for `minimum`. */
export function suffices(state: NetworkState, minimum: MinimumState): boolean {
  return state === 'up' || (state === 'degraded' && minimum === 'degraded');
}

/** @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION`; UnknownOptionError `ERR_NETWAKE_UNKNOWN_OPTION` */
export function readWaitOptions(options: WaitOptions): {
  signal: AbortSignal | undefined;
  timeoutMs: number | null;
  minimum: MinimumState;
} {
  refuseUnknownOptions('options', options, ['signal', 'timeout', 'minimum']);
  const { signal, timeout, minimum = 'degraded' } = options;
  if (minimum !== 'degraded' && minimum !== 'up')
    throw new InvalidOptionError('minimum', minimum, "'degraded' or 'up'");
  return { signal, timeoutMs: timeout === undefined ? null : parseDuration('timeout', timeout), minimum };
}
