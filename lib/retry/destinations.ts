import type { Clock } from '../clock.ts';
import { type Destination, parseDestination } from '../destination.ts';
import type { Announcer } from './announcer.ts';
import type { OperationOwner } from './operation-owner.ts';
import { ParkingLot } from './parking-lot.ts';
import type { RetryPolicy } from './policy.ts';
import type { ResumeGate } from './resume-gate.ts';
import type { RetryBudget } from './retry-budget.ts';
import { TargetView } from './target-view.ts';
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
  #view: TargetView | null = null;

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
    this.#leave();
    const base = this.#retryer.lot;
    this.#base = base;
    if (base === null || this.#destination.host === null) this.#lot = null;
    else if (base.monitor.target === undefined) this.#lot = base;
    else {
      const view = new TargetView(base.monitor, this.#destination.key);
      const lot = ParkingLot.of(view, this.clock);
      view.onUnseenOutage = () => lot.outages++;
      base.watch(view);
      this.#view = view;
      this.#lot = lot;
    }
    if (before !== this.#lot) before?.release(this);
  }

  [Symbol.dispose](): void {
    this.#leave();
    this.#base = this.#lot = null;
  }

  #leave(): void {
    if (this.#view === null) return;
    this.#base?.unwatch(this.#view);
    this.#view[Symbol.dispose]();
    this.#view = null;
  }
}

/** Where the operations of one retryer go to: one view for each destination, for as long as some operation goes there. */
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
