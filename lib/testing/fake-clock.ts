import type { Clock, ClockTimer } from '../clock.ts';

// The real ones, also for those who mock them later on.
const { setImmediate } = globalThis;

interface FakeTimer {
  readonly dueMs: number;
  readonly callback: () => void;
}

/** Time that moves by hand, from the first of January 2025 on. Keeps no process alive. */
export class FakeClock implements Clock {
  #nowMs = 0;
  readonly #timers = new Set<FakeTimer>();

  now(): number {
    return this.#nowMs;
  }

  wallNow(): Date {
    return new Date(Date.UTC(2025, 0, 1) + this.#nowMs);
  }

  setTimer(callback: () => void, delayMs: number): ClockTimer {
    const timer: FakeTimer = { dueMs: this.#nowMs + delayMs, callback };
    this.#timers.add(timer);
    return { cancel: () => void this.#timers.delete(timer) };
  }

  nextTurn(callback: () => void): void {
    setImmediate(callback);
  }

  /** Fires what falls due on the way, in order, and lets all that follows from each go as far as it can. */
  async advance(byMs: number): Promise<void> {
    const endMs = this.#nowMs + byMs;
    await turns();
    for (let timer = this.#next(); timer !== null && timer.dueMs <= endMs; timer = this.#next()) {
      this.#nowMs = Math.max(this.#nowMs, timer.dueMs);
      this.#timers.delete(timer);
      timer.callback();
      await turns();
    }
    this.#nowMs = Math.max(this.#nowMs, endMs);
  }

  // The one that is due first; of several, the one that was set first.
  #next(): FakeTimer | null {
    let next: FakeTimer | null = null;
    for (const timer of this.#timers) if (next === null || timer.dueMs < next.dueMs) next = timer;
    return next;
  }
}

/** Everything that waits for nothing but its turn has had it. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise<void>((resolve) => void setImmediate(resolve));
}
