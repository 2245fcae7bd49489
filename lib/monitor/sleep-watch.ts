import type { SleepGauge } from './sleep-gauge.ts';

/** Notices that the machine has slept: when the system tells that its clock has jumped, and whenever somebody has it look. */
export class SleepWatch {
  readonly #gauge: SleepGauge;
  readonly #onWake: (sleptMs: number) => void;
  readonly #alarm: { close(): void } | null;
  #seenMs: number;
  #closed = false;

  constructor(gauge: SleepGauge, onWake: (sleptMs: number) => void) {
    this.#gauge = gauge;
    this.#onWake = onWake;
    this.#seenMs = gauge.sleptMs();
    this.#alarm = gauge.watch?.(() => this.look()) ?? null;
  }

  /** Tells of a sleep since the last look. That the wall clock was set is none. */
  look(): void {
    if (this.#closed) return;
    const sleptMs = this.#gauge.sleptMs();
    const grownMs = sleptMs - this.#seenMs;
    // What is too little to tell by itself is left to add up: several short sleeps are a long one.
    if (Math.abs(grownMs) < this.#gauge.leastMs) return;
    this.#seenMs = sleptMs;
    // It shrinks where the uptime goes by a wall clock that was set back.
    if (grownMs > 0) this.#onWake(grownMs);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#alarm?.close();
  }
}
