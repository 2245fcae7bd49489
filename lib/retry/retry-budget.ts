import type { Clock } from '../clock.ts';

/** A bucket of retries. */
export interface BudgetPolicy {
  readonly capacity: number;
  readonly refillPerSecond: number;
}

/**
 * What all operations of a retryer together may spend on retries: a bucket of tokens, full at first. One that is back from an
 * outage costs nothing. When it is empty, what fails fails, and a server that is overloaded is not loaded with retries too.
 */
export class RetryBudget {
  readonly #policy: BudgetPolicy;
  readonly #clock: Clock;
  #tokens: number;
  #countedMs: number;

  constructor(policy: BudgetPolicy, clock: Clock) {
    this.#policy = policy;
    this.#clock = clock;
    this.#tokens = policy.capacity;
    this.#countedMs = clock.now();
  }

  /** Spends a token. False when there is none. */
  take(): boolean {
    this.#refill();
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }

  /** Takes back a token that was spent on a failure that was the network's. */
  giveBack(): void {
    this.#tokens = Math.min(this.#policy.capacity, this.#tokens + 1);
  }

  #refill(): void {
    const nowMs = this.#clock.now();
    const refilled = ((nowMs - this.#countedMs) / 1_000) * this.#policy.refillPerSecond;
    this.#tokens = Math.min(this.#policy.capacity, this.#tokens + refilled);
    this.#countedMs = nowMs;
  }
}
