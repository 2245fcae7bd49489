import type { Clock, ClockTimer } from '../../lib/clock.ts';

/** A timer that was set and has neither fired nor been cancelled. */
export interface PendingTimer {
  dueMs: number;
  /** As asked for, from the moment at which it was set. */
  delayMs: number;
  unref: boolean;
  callback: () => void;
}

/** More timers than this that fire one after the other while time stands still set each other, and do so without end. */
const MOST_AT_ONCE = 100_000;

/** Time that moves by hand. Timers fire in the order in which they are due, those due together in the order of their making. */
export class ManualClock implements Clock {
  #nowMs = 0;
  #wallStartMs = Date.UTC(2025, 0, 1);
  readonly #timers = new Set<PendingTimer>();

  now(): number {
    return this.#nowMs;
  }

  wallNow(): Date {
    return new Date(this.#wallStartMs + this.#nowMs);
  }

  setTimer(callback: () => void, delayMs: number, options?: { unref?: boolean }): ClockTimer {
    const timer: PendingTimer = { dueMs: this.#nowMs + delayMs, delayMs, unref: options?.unref === true, callback };
    this.#timers.add(timer);
    return { cancel: () => void this.#timers.delete(timer) };
  }

  // Turns of the event loop take no time: they are the real ones.
  nextTurn(callback: () => void): void {
    setImmediate(callback);
  }

  /** The wall clock is set, by hand or after a sleep; elapsed time knows nothing of it. */
  setWall(byMs: number): void {
    this.#wallStartMs += byMs;
  }

  /** What is set now, the next one first. */
  get pending(): readonly PendingTimer[] {
    return [...this.#timers].sort((left, right) => left.dueMs - right.dueMs);
  }

  /** Moves on, firing what falls due on the way, what those timers set included. */
  advance(byMs: number): void {
    const endMs = this.#nowMs + byMs;
    let atOnce = 0;
    for (let next = this.pending[0]; next !== undefined && next.dueMs <= endMs; next = this.pending[0]) {
      atOnce = next.dueMs > this.#nowMs ? 0 : atOnce + 1;
      if (atOnce > MOST_AT_ONCE) throw new Error(`timers without end at ${this.#nowMs} ms`);
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      this.#timers.delete(next);
      next.callback();
    }
    this.#nowMs = endMs;
  }
}
