import type { ClockTimer } from '../clock.ts';
import { NetworkWaitError } from './errors.ts';
import { isDown, type OperationOwner } from './operation-owner.ts';
import type { Parked, ParkingLot } from './parking-lot.ts';
import type { Progress } from './progress.ts';
import type { Resumable } from './resume-gate.ts';
import type { Wait } from './wait.ts';

/** Who is on the way to an attempt. */
export interface Traveller {
  readonly isOver: boolean;
  /** Nothing keeps the attempt from beginning. */
  onPassed(): void;
  /** The network has been down for `maxNetworkWait`. */
  onStranded(error: NetworkWaitError): void;
}

/** The way to an operation's next attempt: through an outage, and through the gate that may be behind it. */
export class Passage implements Wait, Parked, Resumable {
  readonly owner: OperationOwner;
  readonly #progress: Progress;
  readonly #traveller: Traveller;
  #lot: ParkingLot | null = null;
  #timer: ClockTimer | null = null;
  #hasAsked = false;

  constructor(owner: OperationOwner, progress: Progress, traveller: Traveller) {
    this.owner = owner;
    this.#progress = progress;
    this.#traveller = traveller;
  }

  // Looked at right before each call: what woke this operation also woke others, and one of them may have learnt more.
  enter(): void {
    const { lot } = this.owner;
    if (lot !== null && lot.isDoubtful && !this.#hasAsked) return this.#ask(lot);
    if (isDown(this.owner)) return this.park();
    const { gate } = this.owner;
    if (gate === null || this.#progress.outages === 0) return this.#pass();
    const { isInOutage } = this.#progress;
    if (!isInOutage) this.#progress.beginQueue(this.owner.clock.now());
    gate.enter(this, isInOutage);
  }

  /** The network is down, or was when the last attempt failed. */
  park(): void {
    const { clock, announcer } = this.owner;
    const progress = this.#progress;
    if (!progress.isInOutage) {
      progress.beginOutage(clock.now());
      announcer.outage(progress.name, progress.attempt, progress.lastError);
      if (this.#traveller.isOver) return;
      // What it failed of may be over already.
      if (!isDown(this.owner)) return this.enter();
    }
    this.#lot = this.owner.lot;
    this.#limitStay();
    this.#lot?.park(this);
  }

  onUsable(): void {
    this.leave();
    this.enter();
  }

  onAdmitted(): void {
    if (isDown(this.owner)) this.onUsable();
    else this.#pass();
  }

  leave(): void {
    this.#timer?.cancel();
    this.#lot?.unpark(this);
    this.#timer = this.#lot = null;
    this.owner.gate?.leave(this);
  }

  // Nothing has been found out yet of where it goes to.
  #ask(lot: ParkingLot): void {
    this.#hasAsked = true;
    this.#lot = lot;
    lot.awaitVerdict(this);
  }

  #pass(): void {
    this.#hasAsked = false;
    const { clock, announcer } = this.owner;
    const progress = this.#progress;
    progress.endQueue(clock.now());
    if (progress.isInOutage) {
      const parkedMs = progress.endOutage(clock.now());
      announcer.resume(progress.name, progress.attempt, parkedMs);
      if (this.#traveller.isOver) return;
      if (isDown(this.owner)) return this.onUsable();
    }
    this.#traveller.onPassed();
  }

  #limitStay(): void {
    const { clock, policy } = this.owner;
    const { maxNetworkWaitMs: limitMs, unref } = policy;
    if (limitMs === null) return;
    const leftMs = Math.max(0, limitMs - this.#lastedMs());
    const downSinceMs = this.#lot?.downSinceMs;
    this.#timer = clock.setTimer(() => this.#onLimit(limitMs, downSinceMs), leftMs, { unref });
  }

  // No time is reckoned here: by a rounding error it would be a hair too early, for ever.
  #onLimit(limitMs: number, downSinceMs: number | undefined): void {
    // It is another outage by now.
    if (this.#lot?.downSinceMs !== downSinceMs) return this.#limitStay();
    const { name, lastError } = this.#progress;
    this.#traveller.onStranded(new NetworkWaitError(name, limitMs, lastError));
  }

  // Of outages between which it had not got its turn yet each counts by itself.
  #lastedMs(): number {
    const nowMs = this.owner.clock.now();
    return Math.min(this.#progress.outageMs(nowMs), nowMs - (this.#lot?.downSinceMs ?? -Infinity));
  }
}
