import type { Clock } from '../clock.ts';

/** How many are let go before the time is looked at. */
const BATCH = 32;
/** How long one turn of the event loop may be spent. */
const SLICE_MS = 4;

/**
 * Does something many times without holding up the event loop: in batches of 32, as many as fit in 4 ms of a turn, and the
 * others in the turns that follow.
 */
export class Slices {
  readonly #clock: Clock;
  /** Does one more. False: there is nothing to do at present. */
  readonly #step: () => boolean;
  #running = false;

  constructor(clock: Clock, step: () => boolean) {
    this.#clock = clock;
    this.#step = step;
  }

  /** There is something to do, now or within the present microtasks. Calling it again meanwhile is fine. */
  run(): void {
    if (this.#running) return;
    this.#running = true;
    queueMicrotask(() => this.#batch(this.#clock.now()));
  }

  // What was let go goes on in microtasks: looking at the time from one of our own, queued behind theirs, measures them too.
  #batch(sliceMs: number): void {
    for (let left = BATCH; left > 0; left--) {
      if (this.#step()) continue;
      this.#running = false;
      return;
    }
    queueMicrotask(() => {
      if (this.#clock.now() - sliceMs < SLICE_MS) this.#batch(sliceMs);
      else this.#clock.nextTurn(() => this.#batch(this.#clock.now()));
    });
  }
}
