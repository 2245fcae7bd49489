import type { Clock, ClockTimer } from '../clock.ts';
import { Slices } from './slices.ts';

/** How operations that were parked go on: in milliseconds. */
export interface ResumePolicy {
  /** Infinity for all at once. */
  readonly concurrency: number;
  readonly spreadMs: number;
}

/** An operation that an outage had parked, and that is to be invoked again. */
export interface Resumable {
  /** It is its turn. It is counted until it leaves. */
  onAdmitted(): void;
}

/**
 * Through which the operations of one retryer go on after an outage: so many at a time, and spread over so long. Those that
 * have never been parked don't come by.
 */
export class ResumeGate {
  readonly #policy: ResumePolicy;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #unref: boolean;
  readonly #delayed = new Map<Resumable, ClockTimer>();
  readonly #waiting = new Set<Resumable>();
  readonly #admitted = new Set<Resumable>();
  readonly #slices: Slices;

  constructor(policy: ResumePolicy, clock: Clock, random: () => number, unref: boolean) {
    this.#policy = policy;
    this.#clock = clock;
    this.#random = random;
    this.#unref = unref;
    this.#slices = new Slices(clock, () => this.#admitOne());
  }

  /**
   * Lines up. Whoever is in already stays where it is.
   *
   * @param first  it comes out of an outage, and not out of a backoff: `spread` applies
   */
  enter(member: Resumable, first: boolean): void {
    if (!first || this.#policy.spreadMs === 0) return this.#lineUp(member);
    const lineUp = (): void => {
      this.#delayed.delete(member);
      this.#lineUp(member);
    };
    const delayMs = this.#policy.spreadMs * this.#random();
    this.#delayed.set(member, this.#clock.setTimer(lineUp, delayMs, { unref: this.#unref }));
  }

  /** Wherever it is: it waits no more, or its place is another's. Does nothing for those who never came. */
  leave(member: Resumable): void {
    this.#delayed.get(member)?.cancel();
    this.#delayed.delete(member);
    this.#waiting.delete(member);
    if (this.#admitted.delete(member) && this.#waiting.size > 0) this.#slices.run();
  }

  #lineUp(member: Resumable): void {
    this.#waiting.add(member);
    this.#slices.run();
  }

  #admitOne(): boolean {
    if (this.#admitted.size >= this.#policy.concurrency) return false;
    for (const member of this.#waiting) {
      this.#waiting.delete(member);
      this.#admitted.add(member);
      member.onAdmitted();
      return true;
    }
    return false;
  }
}
