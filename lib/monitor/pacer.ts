/**
 * Lets the first of a burst through at once, and the following after gaps that double, up to the longest. When nothing has come
 * for as long as that, the burst is over.
 */
export class Pacer {
  readonly #shortestMs: number;
  readonly #longestMs: number;
  #gapMs: number;
  #freeMs = -Infinity;

  constructor(shortestMs: number, longestMs: number) {
    this.#shortestMs = Math.min(shortestMs, longestMs);
    this.#longestMs = longestMs;
    this.#gapMs = this.#shortestMs;
  }

  /** How long the next one has to wait; 0 when it need not. */
  waitMs(nowMs: number): number {
    return Math.max(0, this.#freeMs - nowMs);
  }

  /** One goes through. */
  take(nowMs: number): void {
    if (nowMs - this.#freeMs >= this.#longestMs) this.#gapMs = this.#shortestMs;
    this.#freeMs = nowMs + this.#gapMs;
    this.#gapMs = Math.min(this.#gapMs * 2, this.#longestMs);
  }

  /** What comes next is no part of the burst. */
  reset(): void {
    this.#freeMs = -Infinity;
  }
}
