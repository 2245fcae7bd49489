/** What one host is sent at most in a second. A recovery takes 16 of them in its first, with two ports to race. */
export const SYNS_PER_SECOND = 40;

/**
 * A token bucket: a second's worth may be spent at once. For the case that events start a recovery anew many times a second: a
 * link that flaps must not become a flood for the hosts behind it.
 */
export class SynBudget {
  #tokens = SYNS_PER_SECOND;
  #filledMs = -Infinity;

  /** Takes `count`, and answers 0; or takes nothing, and answers the milliseconds until there is enough. */
  take(count: number, nowMs: number): number {
    const gained = ((nowMs - this.#filledMs) * SYNS_PER_SECOND) / 1_000;
    this.#tokens = Math.min(SYNS_PER_SECOND, this.#tokens + gained);
    this.#filledMs = nowMs;
    // A host with more addresses than that is still probed.
    const needed = Math.min(count, SYNS_PER_SECOND);
    if (this.#tokens < needed) return Math.ceil(((needed - this.#tokens) * 1_000) / SYNS_PER_SECOND);
    this.#tokens -= needed;
    return 0;
  }
}
