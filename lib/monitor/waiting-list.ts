import type { Clock, ClockTimer } from '../clock.ts';

/** How long, and until when, somebody waits. */
export interface WaitLimits {
  readonly signal: AbortSignal | undefined;
  /** Null: as long as it takes. */
  readonly timeoutMs: number | null;
  /** What a wait that takes too long rejects with. */
  readonly expired: () => Error;
}

interface Waiter<Tag, Value> {
  readonly tag: Tag;
  settle(outcome: { value: Value } | { error: unknown }): void;
}

/**
 * Those who wait for something, each with a tag that says who it is, or what will do for it. They are told in the order in which
 * they came, and leave no listener and no timer behind.
 */
export class WaitingList<Tag, Value> {
  readonly #clock: Clock;
  readonly #onEmpty: () => void;
  readonly #waiting = new Set<Waiter<Tag, Value>>();

  /** @param onEmpty  called when nobody is left */
  constructor(clock: Clock, onEmpty: () => void = () => {}) {
    this.#clock = clock;
    this.#onEmpty = onEmpty;
  }

  get size(): number {
    return this.#waiting.size;
  }

  wait(tag: Tag, { signal, timeoutMs, expired }: WaitLimits): Promise<Value> {
    return new Promise((resolve, reject) => {
      let timer: ClockTimer | null = null;
      const abort = (): void => waiter.settle({ error: signal?.reason });
      const waiter: Waiter<Tag, Value> = {
        tag,
        settle: (outcome) => {
          this.#waiting.delete(waiter);
          timer?.cancel();
          signal?.removeEventListener('abort', abort);
          if ('value' in outcome) resolve(outcome.value);
          else reject(outcome.error);
          if (this.#waiting.size === 0) this.#onEmpty();
        },
      };
      this.#waiting.add(waiter);
      signal?.addEventListener('abort', abort, { once: true });
      if (timeoutMs === null) return;
      // Unref'd: only a ref'd monitor keeps the process alive for who waits.
      timer = this.#clock.setTimer(() => waiter.settle({ error: expired() }), timeoutMs, { unref: true });
    });
  }

  resolve(value: Value, isMeant: (tag: Tag) => boolean = () => true): void {
    for (const waiter of this.#waiting) if (isMeant(waiter.tag)) waiter.settle({ value });
  }

  reject(error: unknown, isMeant: (tag: Tag) => boolean = () => true): void {
    for (const waiter of this.#waiting) if (isMeant(waiter.tag)) waiter.settle({ error });
  }
}
