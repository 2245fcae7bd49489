/** How often one host is tried in a second. A recovery takes 8 launches in its first; each is a SYN an address and port. */
export const LAUNCHES_PER_SECOND = 20;

/**
 * A token bucket: a second's worth may be spent at once. For the case that events start a recovery anew many times a second: a
 * link that flaps must not become a flood for the hosts behind it.
 */
export class LaunchBudget {
  #tokens = LAUNCHES_PER_SECOND;
  #filledMs = -Infinity;

  /** As it began. */
  refill(): void {
    this.#tokens = LAUNCHES_PER_SECOND;
  }

  /** Takes one, and answers 0; or takes none, and answers the milliseconds until there is one. */
  take(nowMs: number): number {
    const gained = ((nowMs - this.#filledMs) * LAUNCHES_PER_SECOND) / 1_000;
    this.#tokens = Math.min(LAUNCHES_PER_SECOND, this.#tokens + gained);
    this.#filledMs = nowMs;
    if (this.#tokens < 1) return Math.ceil(((1 - this.#tokens) * 1_000) / LAUNCHES_PER_SECOND);
    this.#tokens -= 1;
    return 0;
  }
}
