import type { Clock } from '../clock.ts';
import type { NetworkView } from './network-view.ts';
import { PathLosses } from './path-losses.ts';
import { Slices } from './slices.ts';

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

const lots = new WeakMap<NetworkView, ParkingLot>();

/**
 * Where the operations of all retryers on one monitor wait out its outages: one list, one listener, no timer. On recovery
 * the first are resumed in the microtasks of the very event, the others in slices that let the loop breathe.
 */
export class ParkingLot {
  /** Outages so far. An attempt that begins and ends with different counts has seen one. */
  outages = 0;
  readonly monitor: NetworkView;
  readonly pathLosses: PathLosses;
  readonly #slices: Slices;
  readonly #parked = new Set<Parked>();
  readonly #watching = new Set<Watching>();
  #down: boolean;
  #wave: Iterator<Parked, undefined> | null = null;

  private constructor(monitor: NetworkView, clock: Clock) {
    this.monitor = monitor;
    this.pathLosses = new PathLosses(monitor, clock);
    this.#slices = new Slices(clock, () => this.#wakeOne());
    this.#down = monitor.state === 'down';
    monitor.on('state', (change) => this.#onState(change.state === 'down'));
  }

  /** The one lot of a monitor. */
  static of(monitor: NetworkView, clock: Clock): ParkingLot {
    let lot = lots.get(monitor);
    if (lot === undefined) lots.set(monitor, (lot = new ParkingLot(monitor, clock)));
    return lot;
  }

  get isDown(): boolean {
    return this.monitor.state === 'down';
  }

  /** Takes pending kernel events in, and answers whether the network is down after them. */
  refresh(): boolean {
    try {
      this.monitor.refresh?.();
    } catch {
      // A monitor that fails says nothing against the error.
    }
    return this.isDown;
  }

  /** Resolves once it is known whether the network carries traffic, or can't be. Null when the monitor can't tell. */
  verify(): Promise<void> | null {
    const { monitor } = this;
    const nothing = (): void => {};
    try {
      const verdict = monitor.verify?.() ?? monitor.check?.();
      // Neither does a check that fails: the monitor has been stopped.
      return verdict === undefined ? null : Promise.resolve(verdict).then(nothing, nothing);
    } catch {
      return null;
    }
  }

  /** An operation succeeded. A store of the time: there may be a million of them a second. */
  reportSuccess(): void {
    try {
      this.monitor.reportSuccess?.();
    } catch {
      // It is a success all the same.
    }
  }

  /** An operation failed of what may be the network's fault. */
  reportFailure(error: unknown): void {
    try {
      this.monitor.reportFailure?.(error);
    } catch {
      // It is judged all the same.
    }
  }

  park(operation: Parked): void {
    this.#parked.add(operation);
  }

  unpark(operation: Parked): void {
    this.#parked.delete(operation);
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
  }

  unwatch(operation: Watching): void {
    this.#watching.delete(operation);
  }

  #onState(down: boolean): void {
    if (down === this.#down) return;
    this.#down = down;
    if (!down) return this.#slices.run();
    this.outages++;
    for (const operation of [...this.#watching]) operation.onDown();
  }

  #wakeOne(): boolean {
    if (this.#down) return false;
    // One walk for all of them: each that is begun anew steps over the places of those who have gone.
    this.#wave ??= this.#parked.values();
    const { value } = this.#wave.next();
    if (value === undefined) {
      this.#wave = null;
      return false;
    }
    this.#parked.delete(value);
    value.onUsable();
    return true;
  }
}
