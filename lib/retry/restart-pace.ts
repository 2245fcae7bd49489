/** How many restarts of a row are made at once: an interface that goes takes its addresses with it one by one. */
const AT_ONCE = 4;
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 1_000;
/** An attempt that lived so long ends a row. */
const CALM_MS = 1_000;

/**
 * How soon an attempt starts over whose way was lost: at once, but when ways come and go all the time, at last once a second. It
 * is not counted, and so nothing else would hold it up.
 */
export class RestartPace {
  #row = 0;

  /** @param livedMs  how long the attempt had been in flight */
  nextDelayMs(livedMs: number): number {
    if (livedMs >= CALM_MS) this.#row = 0;
    const later = this.#row - AT_ONCE;
    this.#row++;
    return later < 0 ? 0 : Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** later);
  }
}
