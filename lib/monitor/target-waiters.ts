import type { Clock, ClockTimer } from '../clock.ts';

/** How long, and until when, somebody waits. */
export interface TargetWait {
  readonly signal: AbortSignal | undefined;
  /** Null: as long as it takes. */
  readonly timeoutMs: number | null;
  /** What a wait that takes too long rejects with. */
  readonly expired: () => Error;
}

/** Who waits for one thing to be so. Leaves no listener and no timer behind. */
export class TargetWaiters<Value> {
  readonly #clock: Clock;
  readonly #onEmpty: () => void;
  readonly #waiting = new Map<object, (outcome: { value: Value } | { error: unknown }) => void>();

  /** @param onEmpty  called when nobody is left */
  constructor(clock: Clock, onEmpty: () => void) {
    this.#clock = clock;
    this.#onEmpty = onEmpty;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** @param owner  by whom it can be rejected */
  wait(owner: object, { signal, timeoutMs, expired }: TargetWait): Promise<Value> {
    return new Promise((resolve, reject) => {
      const waiter = { owner };
      let timer: ClockTimer | null = null;
      const settle = (outcome: { value: Value } | { error: unknown }): void => {
        this.#waiting.delete(waiter);
        timer?.cancel();
        signal?.removeEventListener('abort', abort);
        if ('value' in outcome) resolve(outcome.value);
        else reject(outcome.error);
        if (this.#waiting.size === 0) this.#onEmpty();
      };
      const abort = (): void => settle({ error: signal?.reason });
      this.#waiting.set(waiter, settle);
      signal?.addEventListener('abort', abort, { once: true });
      if (timeoutMs === null) return;
      // As those who wait for the network: only a ref'd monitor keeps the process alive for them.
      timer = this.#clock.setTimer(() => settle({ error: expired() }), timeoutMs, { unref: true });
    });
  }

  resolveAll(value: Value): void {
    for (const settle of [...this.#waiting.values()]) settle({ value });
  }

  /** Those of one owner, or all. */
  rejectAll(error: unknown, owner?: object): void {
    for (const [waiter, settle] of [...this.#waiting])
      if (owner === undefined || (waiter as { owner: object }).owner === owner) settle({ error });
  }
}
