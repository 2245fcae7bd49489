import type { Clock } from '../clock.ts';
import { type Destination, isRemote, parseDestination } from '../destination.ts';
import type { Announcer } from './announcer.ts';
import type { OperationOwner } from './operation-owner.ts';
import type { ParkingLot } from './parking-lot.ts';
import type { RetryPolicy } from './policy.ts';
import type { ResumeGate } from './resume-gate.ts';
import type { RetryBudget } from './retry-budget.ts';
import { TargetLots } from './target-lots.ts';
import type { TurnClock } from './turn-clock.ts';

/** A retryer, as the operations that go to one destination see it: with a lot of their own. */
class TargetOwner implements OperationOwner {
  readonly policy: RetryPolicy;
  readonly clock: Clock;
  readonly turnClock: TurnClock;
  readonly random: () => number;
  readonly announcer: Announcer;
  readonly gate: ResumeGate | null;
  readonly budget: RetryBudget | null;
  users = 0;
  readonly #destination: Destination;
  readonly #retryer: OperationOwner;
  #base: ParkingLot | null = null;
  #lot: ParkingLot | null = null;
  #leave: () => void = () => {};

  constructor(destination: Destination, retryer: OperationOwner) {
    this.#destination = destination;
    this.#retryer = retryer;
    this.policy = retryer.policy;
    this.clock = retryer.clock;
    this.turnClock = retryer.turnClock;
    this.random = retryer.random;
    this.announcer = retryer.announcer;
    this.gate = retryer.gate;
    this.budget = retryer.budget;
  }

  /** Null without a monitor, and for what stays on this machine, which no outage keeps from it. */
  get lot(): ParkingLot | null {
    if (this.#base !== this.#retryer.lot) this.follow();
    return this.#lot;
  }

  /** The retryer has another monitor: whoever is parked goes with it. */
  follow(): void {
    const before = this.#lot;
    const leave = this.#leave;
    this.#base = this.#retryer.lot;
    this.#leave = () => {};
    this.#lot = this.#base === null ? null : this.#acquire(this.#base);
    if (before !== this.#lot) before?.release(this);
    leave();
  }

  [Symbol.dispose](): void {
    this.#leave();
    this.#leave = () => {};
    this.#base = this.#lot = null;
  }

  #acquire(base: ParkingLot): ParkingLot | null {
    const destination = this.#destination;
    if (!isRemote(destination)) return null;
    if (base.monitor.target === undefined) return base;
    const lots = TargetLots.of(base, this.clock);
    this.#leave = () => lots.release(destination);
    return lots.acquire(destination);
  }
}

/** Where the operations of one retryer go to: for each destination one owner, for as long as some operation goes there. */
export class Destinations {
  readonly #retryer: OperationOwner;
  readonly #owners = new Map<string, TargetOwner>();

  constructor(retryer: OperationOwner) {
    this.#retryer = retryer;
  }

  /**
   * Runs an operation with its destination as its owner.
   *
   * @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION`
   */
  async run<Value>(target: string | URL, operate: (owner: OperationOwner) => Promise<Value>): Promise<Value> {
    const destination = parseDestination('target', target);
    const { key } = destination;
    let owner = this.#owners.get(key);
    if (owner === undefined) this.#owners.set(key, (owner = new TargetOwner(destination, this.#retryer)));
    owner.users++;
    try {
      return await operate(owner);
    } finally {
      owner.users--;
      if (owner.users === 0) {
        this.#owners.delete(key);
        owner[Symbol.dispose]();
      }
    }
  }

  /** The retryer has another monitor. */
  follow(): void {
    for (const owner of this.#owners.values()) owner.follow();
  }
}
