import type { Clock, ClockTimer } from '../../clock.ts';

/** How long nothing has to come before the network is suspected. Twice as long before it is again. */
const FIRST_SUSPICION_MS = 1_000;

/** What follows when nothing comes. */
export interface StallHooks {
  /** It may be the network: after a second, then after two, four and so on. */
  suspect(): void;
  /** It has been too long. */
  giveUp(): void;
}

/** Watches over waits for a server: one timer for all of them, and no more than two notes of the time for each. */
export class StallWatch implements Disposable {
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #hooks: StallHooks;
  #timer: ClockTimer | null = null;
  #sinceMs: number | null = null;
  #ended = 0;
  #endedMs = -Infinity;
  #suspicionMs = FIRST_SUSPICION_MS;

  constructor(clock: Clock, limitMs: number, hooks: StallHooks) {
    this.#clock = clock;
    this.#limitMs = limitMs;
    this.#hooks = hooks;
  }

  /** Whether the server is waited for now. */
  get isWaiting(): boolean {
    return this.#sinceMs !== null;
  }

  /** How many waits have come to their end. */
  get ended(): number {
    return this.#ended;
  }

  /** When the last of them did; before all time when none has. */
  get endedMs(): number {
    return this.#endedMs;
  }

  /** Waits for what the server sends. What goes on between two waits is not its fault. */
  async during<Value>(wait: Promise<Value>): Promise<Value> {
    this.#sinceMs = this.#clock.now();
    this.#suspicionMs = FIRST_SUSPICION_MS;
    if (this.#timer === null) this.#lookAt(Math.min(FIRST_SUSPICION_MS, this.#limitMs), 0);
    try {
      return await wait;
    } finally {
      this.#sinceMs = null;
      this.#ended++;
      this.#endedMs = this.#clock.now();
    }
  }

  [Symbol.dispose](): void {
    this.#sinceMs = null;
    this.#timer?.cancel();
    this.#timer = null;
  }

  #lookAt(dueMs: number, waitedMs: number): void {
    const sinceMs = this.#sinceMs;
    this.#timer = this.#clock.setTimer(() => this.#look(sinceMs, dueMs), dueMs - waitedMs);
  }

  #look(beganMs: number | null, dueMs: number): void {
    this.#timer = null;
    if (this.#sinceMs === null) return;
    // Of the wait that it was set for so much has passed: reckoned anew it might be a hair less, by a rounding error, for ever.
    const leastMs = this.#sinceMs === beganMs ? dueMs : 0;
    const waitedMs = Math.max(leastMs, this.#clock.now() - this.#sinceMs);
    if (waitedMs >= this.#limitMs) return this.#hooks.giveUp();
    if (waitedMs >= this.#suspicionMs) {
      this.#suspicionMs *= 2;
      this.#hooks.suspect();
    }
    this.#lookAt(Math.min(this.#suspicionMs, this.#limitMs), waitedMs);
  }
}
