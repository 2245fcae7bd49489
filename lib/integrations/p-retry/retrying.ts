import { type ClockTimer, systemClock } from '../../clock.ts';
import { AbortError } from './abort-error.ts';
import { abortable } from '../../abortable.ts';
import { isFetchFailure } from './fetch-failure.ts';
import type { RetryContext, Settings } from './options.ts';
import { Outages } from './outages.ts';

/** What is to be done, once or several times. */
export type Input<Value> = (attemptNumber: number) => PromiseLike<Value> | Value;

/** One call of pRetry. Without a monitor it does what p-retry 7 does, in the same order and with the same timers. */
export class Retrying<Value> {
  readonly #input: Input<Value>;
  readonly #settings: Settings;
  readonly #outages: Outages | null;
  // Only where it is needed: the first look at `performance` loads node:perf_hooks.
  readonly #startMs: number;
  #attemptNumber = 0;
  #retriesConsumed = 0;
  #lastError: Error | null = null;

  constructor(input: Input<Value>, settings: Settings) {
    this.#input = input;
    this.#settings = settings;
    this.#outages = Outages.of(settings);
    this.#startMs = settings.maxRetryTime === Infinity ? 0 : performance.now();
  }

  run(): Promise<Value> {
    const outages = this.#outages;
    return outages === null ? this.#untilDone() : this.#untilReleased(outages);
  }

  async #untilReleased(outages: Outages): Promise<Value> {
    try {
      return await this.#untilDone();
    } finally {
      outages[Symbol.dispose]();
    }
  }

  async #untilDone(): Promise<Value> {
    const { signal } = this.#settings;
    for (;;) {
      if (this.#outages?.isDoubtful === true) await this.#outages.awaitVerdict();
      if (this.#outages?.isDown === true) await this.#outages.waitOut(this.#lastError);
      const outagesBefore = this.#outages?.count ?? 0;
      this.#attemptNumber++;
      try {
        signal?.throwIfAborted();
        const value = await this.#input(this.#attemptNumber);
        signal?.throwIfAborted();
        this.#outages?.reportSuccess();
        return value;
      } catch (thrown) {
        await this.#afterFailure(thrown, outagesBefore);
      }
    }
  }

  // Returns when there is to be another attempt, and throws what the call ends with otherwise.
  async #afterFailure(thrown: unknown, outagesBefore: number): Promise<void> {
    const { onFailedAttempt, shouldConsumeRetry, shouldRetry, signal } = this.#settings;
    const error = asError(thrown);
    if (error instanceof AbortError) throw error.originalError;
    this.#lastError = error;
    const context = this.#context(error);
    const isMistake = error instanceof TypeError && !isFetchFailure(error);
    if (!isMistake && (await this.#outages?.areToBlame(error, outagesBefore)) === true) return this.#giveBack(context);

    await onFailedAttempt(context);
    if (this.#remainingMs() <= 0) throw error;
    const consumes = await shouldConsumeRetry(context);
    // Less than one, for a `retries` that is no integer.
    if (this.#remainingMs() <= 0 || context.retriesLeft < 1) throw error;
    if (isMistake ? consumes : !(await shouldRetry(context))) throw error;
    signal?.throwIfAborted();
    if (!consumes) return;
    await this.#backOff();
    this.#retriesConsumed++;
  }

  async #giveBack(context: RetryContext): Promise<void> {
    if (!(await this.#settings.shouldRetry(context))) throw context.error;
    this.#attemptNumber--;
  }

  async #backOff(): Promise<void> {
    const { signal, unref } = this.#settings;
    const delayMs = Math.min(this.#delayMs(), this.#remainingMs());
    if (!(delayMs > 0)) return;
    await abortable<void>(signal, (end) => {
      let timer: ClockTimer | null = null;
      const elapse = (): void => {
        // It has fired: whoever counts the calls of clearTimeout is to see none.
        timer = null;
        end();
      };
      timer = systemClock.setTimer(elapse, delayMs, { unref });
      // An outage ends the delay: what is left of it is not to be waited for once the network is back.
      const unwatch = this.#outages?.onNext(end);
      return () => {
        timer?.cancel();
        unwatch?.();
      };
    });
    signal?.throwIfAborted();
  }

  #delayMs(): number {
    const { randomize, minTimeout, maxTimeout, factor } = this.#settings;
    const random = randomize ? 1 + Math.random() : 1;
    return Math.min(maxTimeout, Math.round(random * minTimeout * factor ** this.#retriesConsumed));
  }

  #remainingMs(): number {
    const { maxRetryTime } = this.#settings;
    if (maxRetryTime === Infinity) return Infinity;
    return maxRetryTime - (performance.now() - this.#startMs - (this.#outages?.parkedMs ?? 0));
  }

  #context(error: Error): RetryContext {
    const retriesConsumed = this.#retriesConsumed;
    const retriesLeft = Math.max(0, this.#settings.retries - retriesConsumed);
    return Object.freeze({ error, attemptNumber: this.#attemptNumber, retriesLeft, retriesConsumed });
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error
    ? thrown
    : new TypeError(`Non-error was thrown: "${String(thrown)}"; throw an Error instead`);
}
