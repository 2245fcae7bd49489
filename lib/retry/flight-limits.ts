import type { ClockTimer } from '../clock.ts';
import { AttemptTimeoutError, NetworkDownError, PathLostError } from './errors.ts';
import type { LostPath } from './network-view.ts';
import type { OperationOwner } from './operation-owner.ts';
import type { ParkingLot, Watching } from './parking-lot.ts';
import type { InFlight } from './path-losses.ts';
import type { RetryPolicy } from './policy.ts';
import type { Wait } from './wait.ts';

/** Whether anything but its own outcome may end an attempt. */
export function limitsFlights({ attemptTimeoutMs, abortOnNetworkDownAfterMs }: RetryPolicy): boolean {
  return attemptTimeoutMs !== null || abortOnNetworkDownAfterMs !== null;
}

/** What may cut an attempt short: its timeout, and where that is wanted an outage, or the loss of its way. */
export class FlightLimits implements Wait, Watching, InFlight {
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
    const { attemptTimeoutMs, abortOnNetworkDownAfterMs, unref } = this.#owner.policy;
    if (attemptTimeoutMs !== null) {
      const expire = (): void => this.#cut(new AttemptTimeoutError(this.#name, attemptTimeoutMs));
      this.#timer = this.#after(attemptTimeoutMs, expire);
    }
    if (abortOnNetworkDownAfterMs === null) return;
    this.#lot = this.#owner.lot;
    this.#lot?.watch(this);
    // A target that is asked for only now may be down, and then the attempt is over.
    if (this.#isOver) return;
    this.#lot?.pathLosses.watch(this, { graceMs: abortOnNetworkDownAfterMs, unref });
  }

  onDown(): void {
    const graceMs = this.#owner.policy.abortOnNetworkDownAfterMs;
    // Whoever heard of it first may have ended the attempt.
    if (graceMs === null || this.#isOver) return;
    if (graceMs === 0) return this.#cutIfDown();
    this.#graceTimer?.cancel();
    this.#graceTimer = this.#after(graceMs, () => this.#cutIfDown());
  }

  isExposedTo(path: LostPath): boolean {
    try {
      return this.#lot?.monitor.hasLost?.(path) ?? true;
    } catch {
      // As where there is no such method: what is begun anew for nothing costs a call, and what is left on a dead way hangs.
      return true;
    }
  }

  onPathLost(lost: LostPath): void {
    this.#cut(new PathLostError(this.#name, lost));
  }

  leave(): void {
    this.#isOver = true;
    this.#timer?.cancel();
    this.#graceTimer?.cancel();
    this.#lot?.unwatch(this);
    this.#lot?.pathLosses.leave(this);
  }

  #cutIfDown(): void {
    if (this.#lot?.isDown === true) this.#cut(new NetworkDownError(this.#name));
  }

  #after(delayMs: number, callback: () => void): ClockTimer {
    return this.#owner.clock.setTimer(callback, delayMs, { unref: this.#owner.policy.unref });
  }
}
