import { type Clock, systemClock } from '../clock.ts';

/** How many readings may share one look at the clock. */
const SHARED_BY = 64;

/**
 * Tells when an operation began that will hardly ever want to know. A look at the clock costs as much as everything else that
 * a success does, so those that begin in one turn of the event loop share it, 64 at most.
 */
export class TurnClock {
  readonly #clock: Clock;
  readonly #shares: boolean;
  #nowMs = 0;
  #left = 0;
  readonly #expire = (): void => void (this.#left = 0);

  /** Only the system's clock costs anything: another one is asked each time. */
  constructor(clock: Clock) {
    this.#clock = clock;
    this.#shares = clock === systemClock;
  }

  now(): number {
    if (this.#left > 0) {
      this.#left--;
      return this.#nowMs;
    }
    this.#nowMs = this.#clock.now();
    if (this.#shares) {
      this.#left = SHARED_BY - 1;
      process.nextTick(this.#expire);
    }
    return this.#nowMs;
  }
}
