import type { Clock } from '../clock.ts';
import type { LotView } from './lot-view.ts';

/** An operation that is parked. */
export interface Parked {
  /** The retryer that it belongs to. */
  readonly owner: object;
  /** The network is usable again. */
  onUsable(): void;
}

/** An operation that wants to know of an outage: it is in backoff, or its attempt is to be aborted. */
export interface Watching {
  onDown(): void;
}

/** How many parked operations are woken before the time is looked at. */
const WAKE_BATCH = 32;
/** How long one turn of the event loop may be spent waking. */
const WAKE_SLICE_MS = 4;

const lots = new WeakMap<LotView, ParkingLot>();

/**
 * Where the operations of all retryers on one monitor wait out its outages: one list, one listener, no timer. On recovery
 * the first are resumed within the very event, the others in slices that let the loop breathe.
 */
export class ParkingLot {
  /** Outages so far. An attempt that begins and ends with different counts has seen one. */
  outages = 0;
  readonly monitor: LotView;
  readonly #clock: Clock;
  readonly #parked = new Set<Parked>();
  readonly #watching = new Set<Watching>();
  #down: boolean;
  #waking = false;

  private constructor(monitor: LotView, clock: Clock) {
    this.monitor = monitor;
    this.#clock = clock;
    this.#down = monitor.state === 'down';
    monitor.on('state', (change) => this.#onState(change.state === 'down'));
  }

  /** The one lot of a monitor. */
  static of(monitor: LotView, clock: Clock): ParkingLot {
    let lot = lots.get(monitor);
    if (lot === undefined) lots.set(monitor, (lot = new ParkingLot(monitor, clock)));
    return lot;
  }

  get isDown(): boolean {
    return this.monitor.state === 'down';
  }

  /** Whether it has to be verified before an operation begins. */
  get isDoubtful(): boolean {
    return this.monitor.doubtful === true;
  }

  /** Takes pending kernel events in, and answers whether the network is down after them. */
  refresh(): boolean {
    this.monitor.refresh?.();
    return this.isDown;
  }

  /** Resolves once it is known whether the network carries traffic, or can't be. Null when the monitor can't tell. */
  verify(): Promise<void> | null {
    const { monitor } = this;
    const verdict = monitor.verify?.() ?? monitor.check?.();
    const nothing = (): void => {};
    // A check that fails (the monitor has been stopped) says nothing against the error.
    return verdict === undefined ? null : Promise.resolve(verdict).then(nothing, nothing);
  }

  park(operation: Parked): void {
    this.#parked.add(operation);
    this.#tellWaited();
  }

  unpark(operation: Parked): void {
    this.#parked.delete(operation);
    this.#tellWaited();
  }

  /** Lets go of the operations of one retryer, which has another monitor now. */
  release(owner: object): void {
    for (const operation of this.#parked) {
      if (operation.owner !== owner) continue;
      this.#parked.delete(operation);
      operation.onUsable();
    }
  }

  watch(operation: Watching): void {
    this.#watching.add(operation);
    this.#tellWaited();
  }

  unwatch(operation: Watching): void {
    this.#watching.delete(operation);
    this.#tellWaited();
  }

  // Where that makes a difference: a target is probed only while somebody waits.
  #tellWaited(): void {
    this.monitor.setWaited?.(this.#parked.size > 0 || this.#watching.size > 0);
  }

  #onState(down: boolean): void {
    if (down === this.#down) return;
    this.#down = down;
    if (!down) return this.#wake();
    this.outages++;
    for (const operation of [...this.#watching]) operation.onDown();
  }

  // An operation resumes in the microtasks after its `onUsable`: looking at the time from a microtask of our own, queued
  // behind theirs, measures what the operations themselves do.
  #wake(): void {
    if (this.#waking) return;
    this.#waking = true;
    const startedMs = this.#clock.now();
    const step = (sliceMs: number): void => {
      if (this.#down || this.#parked.size === 0) {
        this.#waking = false;
        return;
      }
      this.#wakeSome();
      queueMicrotask(() => {
        const nowMs = this.#clock.now();
        if (nowMs - sliceMs < WAKE_SLICE_MS) step(sliceMs);
        else this.#clock.nextTurn(() => step(this.#clock.now()));
      });
    };
    step(startedMs);
  }

  #wakeSome(): void {
    let left = WAKE_BATCH;
    for (const operation of this.#parked) {
      this.#parked.delete(operation);
      operation.onUsable();
      if (--left === 0) return;
    }
  }
}
