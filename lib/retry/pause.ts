import type { ClockTimer } from '../clock.ts';
import type { OperationOwner } from './operation-owner.ts';
import type { Outlook } from './outlook.ts';
import type { ParkingLot, Watching } from './parking-lot.ts';
import type { Wait } from './wait.ts';

/**
 * The time after a failed attempt: until its backoff is over and the network has been verified, whichever takes longer. An
 * outage ends it at once.
 */
export class Pause implements Wait, Watching {
  readonly owner: OperationOwner;
  #lot: ParkingLot | null;
  readonly #onEnd: (isOutage: boolean) => void;
  #isElapsed = false;
  #isVerified: boolean;
  #isOver = false;
  #timer: ClockTimer | null = null;

  /** @param onEnd  told once whether the failure has turned out to be an outage's */
  constructor(owner: OperationOwner, { isSuspicious }: Outlook, onEnd: (isOutage: boolean) => void) {
    this.owner = owner;
    this.#lot = owner.lot;
    this.#isVerified = !isSuspicious;
    this.#onEnd = onEnd;
  }

  begin({ delayMs, end }: Outlook): void {
    const { clock, policy } = this.owner;
    // Before the verification begins, for it may find the outage at once.
    this.#watch();
    if (this.#isOver) return;
    if (end !== null) this.#isElapsed = true;
    else if (delayMs > 0) this.#timer = clock.setTimer(() => this.#elapse(), delayMs, { unref: policy.unref });
    else clock.nextTurn(() => this.#elapse());
    if (!this.#isVerified) this.#verify();
  }

  /**
   * An outage that is found before the failure was verified is what it failed of. After that only one that is there matters:
   * of a destination that has been in doubt nobody knows whether it was out of reach.
   */
  onDown(): void {
    if (!this.#isVerified || this.#lot?.isDown === true) this.#finish(!this.#isVerified);
  }

  onMoved(): void {
    this.#lot?.unwatch(this);
    this.#lot = this.owner.lot;
    this.#watch();
    if (!this.#isVerified && !this.#isOver) this.#verify();
  }

  leave(): void {
    this.#isOver = true;
    this.#timer?.cancel();
    this.#lot?.unwatch(this);
  }

  // What was announced before may have led to an outage already.
  #watch(): void {
    this.#lot?.watch(this);
    if (this.#lot?.isDown === true) this.onDown();
  }

  #elapse(): void {
    this.#isElapsed = true;
    if (this.#isVerified) this.#finish(false);
  }

  #verify(): void {
    const lot = this.#lot;
    const verified = (): void => {
      if (this.#lot !== lot) return;
      this.#isVerified = true;
      if (this.#isElapsed) this.#finish(false);
    };
    const verdict = lot?.verify() ?? null;
    if (verdict === null) verified();
    else void verdict.then(verified);
  }

  #finish(isOutage: boolean): void {
    if (this.#isOver) return;
    this.leave();
    this.#onEnd(isOutage);
  }
}
