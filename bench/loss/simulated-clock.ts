import type { Clock, ClockTimer } from '../../lib/clock.ts';

interface Timer {
  dueMs: number;
  callback: () => void;
}

/** Time that passes as fast as it can be worked out. A turn of the event loop takes none. */
export class SimulatedClock implements Clock {
  #nowMs = 0;
  readonly #timers: Timer[] = [];
  readonly #turn: Array<() => void> = [];

  now(): number {
    return this.#nowMs;
  }

  wallNow(): Date {
    return new Date(this.#nowMs);
  }

  setTimer(callback: () => void, delayMs: number): ClockTimer {
    const timer: Timer = { dueMs: this.#nowMs + delayMs, callback };
    // The last one is due first; of those due together the oldest.
    let at = this.#timers.length;
    while (at > 0 && this.#timers[at - 1]!.dueMs <= timer.dueMs) at--;
    this.#timers.splice(at, 0, timer);
    return { cancel: () => this.#cancel(timer) };
  }

  nextTurn(callback: () => void): void {
    this.#turn.push(callback);
  }

  /** Until `endMs`, or until `isOver` after something has happened. Answers whether it was. */
  runUntil(endMs: number, isOver: () => boolean = () => false): boolean {
    this.#finishTurns();
    while (!isOver()) {
      const next = this.#timers.at(-1);
      if (next === undefined || next.dueMs > endMs) {
        this.#nowMs = endMs;
        return false;
      }
      this.#timers.pop();
      this.#nowMs = next.dueMs;
      next.callback();
      this.#finishTurns();
    }
    return true;
  }

  #cancel(timer: Timer): void {
    const at = this.#timers.indexOf(timer);
    if (at >= 0) this.#timers.splice(at, 1);
  }

  #finishTurns(): void {
    while (this.#turn.length > 0) for (const callback of this.#turn.splice(0)) callback();
  }
}
