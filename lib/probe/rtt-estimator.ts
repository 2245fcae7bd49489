// RFC 6298, section 2: the weights, and how many deviations a connection may take longer.
const SMOOTHING = 1 / 8;
const VARIATION_SMOOTHING = 1 / 4;
const DEVIATIONS = 4;

/** The least that it ever answers: below, a scheduler's hiccup would pass for a loss. */
export const SHORTEST_TIMEOUT_MS = 300;

/** After this long the kernel sends the SYN again (RFC 6298, 2.1), and the answer may be to either (Karn's rule). */
export const RETRANSMISSION_MS = 1_000;

/** A smoothed round-trip time of one path, as a recording keeps it. */
export interface RttEstimate {
  smoothedMs: number | null;
  variationMs: number;
  /** Timeouts since the last answer: each doubles the next one (RFC 6298, 5.5). */
  backoffs: number;
}

const NOTHING: RttEstimate = { smoothedMs: null, variationMs: 0, backoffs: 0 };

/** How long to wait for an answer over one path: RFC 6298, for connects. */
export class RttEstimator {
  #estimate: RttEstimate;

  constructor(estimate: RttEstimate = NOTHING) {
    this.#estimate = estimate;
  }

  get estimate(): RttEstimate {
    return this.#estimate;
  }

  /** A connect was answered after `rttMs`. */
  answered(rttMs: number): void {
    if (rttMs >= RETRANSMISSION_MS) return;
    const { smoothedMs, variationMs } = this.#estimate;
    this.#estimate =
      smoothedMs === null
        ? { smoothedMs: rttMs, variationMs: rttMs / 2, backoffs: 0 }
        : {
            smoothedMs: (1 - SMOOTHING) * smoothedMs + SMOOTHING * rttMs,
            variationMs: (1 - VARIATION_SMOOTHING) * variationMs + VARIATION_SMOOTHING * Math.abs(smoothedMs - rttMs),
            backoffs: 0,
          };
  }

  /** A connect was not answered in time. */
  timedOut(): void {
    if (this.#estimate.smoothedMs === null) return;
    this.#estimate = { ...this.#estimate, backoffs: this.#estimate.backoffs + 1 };
  }

  /**
   * Milliseconds to wait, from 300 to `longestMs`. Without an answer so far nothing is known, and it is `longestMs`: a path
   * that takes a second would otherwise never be measured.
   */
  timeoutMs(longestMs: number): number {
    return Math.min(this.plainTimeoutMs(longestMs) * 2 ** this.#estimate.backoffs, longestMs);
  }

  /** The same, whatever was not answered since. */
  plainTimeoutMs(longestMs: number): number {
    const { smoothedMs, variationMs } = this.#estimate;
    if (smoothedMs === null) return longestMs;
    return Math.min(Math.max(SHORTEST_TIMEOUT_MS, smoothedMs + DEVIATIONS * variationMs), longestMs);
  }
}
