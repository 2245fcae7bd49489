import type { Clock, ClockTimer } from '../clock.ts';
import { type Duration, parseDuration } from '../duration.ts';
import { InvalidOptionError, StoppedError, WaitTimeoutError } from '../errors.ts';
import { refuseUnknownOptions } from '../options.ts';
import type { NetworkState } from '../state/network-state.ts';

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

interface Waiter {
  minimum: MinimumState;
  settle(error: unknown): void;
}

/** Everyone who waits for the network, in one list, woken in the order in which they came. */
export class Waiters {
  readonly #clock: Clock;
  readonly #waiting = new Set<Waiter>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves when `wake` brings a state that is good enough; rejects on abort, time-out or `rejectAll`, and leaves no listener behind. */
  wait(minimum: MinimumState, signal: AbortSignal | undefined, timeoutMs: number | null): Promise<void> {
    return new Promise((resolve, reject) => {
      let timer: ClockTimer | null = null;
      const abort = (): void => waiter.settle(signal?.reason);
      const waiter: Waiter = {
        minimum,
        settle: (error) => {
          this.#waiting.delete(waiter);
          timer?.cancel();
          signal?.removeEventListener('abort', abort);
          if (error === null) resolve();
          else reject(error);
        },
      };
      this.#waiting.add(waiter);
      signal?.addEventListener('abort', abort, { once: true });
      if (timeoutMs === null) return;
      const expire = (): void =>
        waiter.settle(new WaitTimeoutError(`the network was not ${minimum} within ${timeoutMs} ms`));
      // Unref'd: only a ref'd monitor keeps the process alive for a waiter.
      timer = this.#clock.setTimer(expire, timeoutMs, { unref: true });
    });
  }

  wake(state: NetworkState): void {
    for (const waiter of this.#waiting) if (suffices(state, waiter.minimum)) waiter.settle(null);
  }

  rejectAll(): void {
    for (const waiter of this.#waiting) waiter.settle(new StoppedError());
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
