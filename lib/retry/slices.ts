import type { Clock } from '../clock.ts';

/** How long one turn of the event loop may be spent. */
const SLICE_MS = 2;
/** The most that are let go before the time is looked at. */
const LARGEST_BATCH = 64;

/**
 * Does something many times without holding up the event loop: as often as fits in 2 ms of a turn, and the rest in the turns that
 * follow. How long one takes is learnt as it goes: the first batch is one, and none is more than twice the one before.
 */
export class Slices {
  readonly #clock: Clock;
  /** Does one more. False: there is nothing to do at present. */
  readonly #step: () => boolean;
  #isRunning = false;
  #batch = 1;

  constructor(clock: Clock, step: () => boolean) {
    this.#clock = clock;
    this.#step = step;
  }

  /** There is something to do, now or within the present microtasks. Calling it again meanwhile is fine. */
  run(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#batch = 1;
    queueMicrotask(() => this.#beginSlice());
  }

  #beginSlice(): void {
    const nowMs = this.#clock.now();
    this.#doBatch(nowMs, nowMs);
  }

  // What was let go goes on in microtasks: looking at the time from one of our own, queued behind theirs, measures them too.
  #doBatch(sliceMs: number, batchMs: number): void {
    const count = this.#batch;
    for (let left = count; left > 0; left--) {
      if (this.#step()) continue;
      this.#isRunning = false;
      return;
    }
    queueMicrotask(() => {
      const nowMs = this.#clock.now();
      const leftMs = SLICE_MS - (nowMs - sliceMs);
      this.#batch = nextBatch(count, nowMs - batchMs, leftMs);
      if (leftMs > 0) this.#doBatch(sliceMs, nowMs);
      else this.#clock.nextTurn(() => this.#beginSlice());
    });
  }
}

// As many as fit in what is left of the slice, or in a whole one if nothing is.
function nextBatch(count: number, tookMs: number, leftMs: number): number {
  const roomMs = leftMs > 0 ? leftMs : SLICE_MS;
  const fitting = tookMs > 0 ? Math.floor((roomMs / tookMs) * count) : LARGEST_BATCH;
  return Math.max(1, Math.min(fitting, 2 * count, LARGEST_BATCH));
}
