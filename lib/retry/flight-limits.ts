import type { ClockTimer } from '../clock.ts';
import { AttemptTimeoutError, NetworkDownError } from './errors.ts';
import type { OperationOwner } from './operation-owner.ts';
import type { ParkingLot, Watching } from './parking-lot.ts';
import type { RetryPolicy } from './policy.ts';
import type { Wait } from './wait.ts';

/** Whether anything but its own outcome may end an attempt. */
export function limitsFlights({ attemptTimeoutMs, abortOnNetworkDownAfterMs }: RetryPolicy): boolean {
  return attemptTimeoutMs !== null || abortOnNetworkDownAfterMs !== null;
}

/** What may cut an attempt short: its timeout, and an outage where that is wanted. */
export class FlightLimits implements Wait, Watching {
  readonly #owner: OperationOwner;
  readonly #name: string;
  readonly #cut: (reason: Error) => void;
  #lot: ParkingLot | null = null;
  #timer: ClockTimer | null = null;
  #graceTimer: ClockTimer | null = null;
  #isOver = false;

  constructor(owner: OperationOwner, name: string, cut: (reason: Error) => void) {
    this.#owner = owner;
    this.#name = name;
    this.#cut = cut;
  }

  begin(): void {
    const { attemptTimeoutMs, abortOnNetworkDownAfterMs } = this.#owner.policy;
    if (attemptTimeoutMs !== null) {
      const expire = (): void => this.#cut(new AttemptTimeoutError(this.#name, attemptTimeoutMs));
      this.#timer = this.#after(attemptTimeoutMs, expire);
    }
    if (abortOnNetworkDownAfterMs === null) return;
    this.#lot = this.#owner.lot;
    this.#lot?.watch(this);
  }

  onDown(): void {
    const graceMs = this.#owner.policy.abortOnNetworkDownAfterMs;
    // Whoever heard of it first may have ended the attempt.
    if (graceMs === null || this.#isOver) return;
    if (graceMs === 0) return this.#cutIfDown();
    this.#graceTimer?.cancel();
    this.#graceTimer = this.#after(graceMs, () => this.#cutIfDown());
  }

  leave(): void {
    this.#isOver = true;
    this.#timer?.cancel();
    this.#graceTimer?.cancel();
    this.#lot?.unwatch(this);
  }

  #cutIfDown(): void {
    if (this.#lot?.isDown === true) this.#cut(new NetworkDownError(this.#name));
  }

  #after(delayMs: number, callback: () => void): ClockTimer {
    return this.#owner.clock.setTimer(callback, delayMs, { unref: this.#owner.policy.unref });
  }
}
