import type { Clock } from '../clock.ts';
import type { LotView } from './lot-view.ts';
import { PathLosses } from './path-losses.ts';
import { Slices } from './slices.ts';

/** An operation that is parked. */
export interface Parked {
  /** The retryer that it belongs to. */
  readonly owner: object;
  /** The network is usable again, or it has been found out whether it is. */
  onUsable(): void;
}

/** An operation that wants to know of an outage: it is in backoff, or its attempt is to be aborted. */
export interface Watching {
  /** The retryer that it belongs to, and whose monitor it goes by; none for what stays with this one. */
  readonly owner?: object;
  /**
   * There is an outage, or has been one that may be over.
   *
   * @param isRepeated  it was told before, by a monitor that did not know of it itself yet, and now does
   */
  onDown(isRepeated: boolean): void;
  /** Its owner has another monitor. */
  onMoved?(): void;
}

const lots = new WeakMap<LotView, ParkingLot>();

/**
 * Where the operations of all retryers on one monitor wait out its outages: one list, one listener, no timer. On recovery
 * the first are resumed in the microtasks of the very event, the others in slices that let the loop breathe.
 */
export class ParkingLot {
  /** Outages so far. An attempt that begins and ends with different counts has seen one. */
  outages = 0;
  readonly monitor: LotView;
  readonly pathLosses: PathLosses;
  readonly #slices: Slices;
  readonly #parked = new Set<Parked>();
  readonly #watching = new Set<Watching>();
  readonly #doubting = new Set<Parked>();
  readonly #recoveryListeners = new Set<(sinceMs: number) => void>();
  readonly #clock: Clock;
  #down: boolean;
  /** Of the present outage was told before the monitor's own state was that. */
  #isEarly = false;
  /** The end of an outage has yet to be told. */
  #hasRecovered = false;
  #isLooking = false;
  #downSinceMs: number;
  #wave: Iterator<Parked, undefined> | null = null;

  private constructor(monitor: LotView, clock: Clock) {
    this.monitor = monitor;
    this.pathLosses = monitor.pathLosses ?? new PathLosses(monitor, clock);
    this.#slices = new Slices(clock, () => this.#wakeOne());
    this.#clock = clock;
    this.#down = monitor.state === 'down';
    this.#downSinceMs = clock.now();
    monitor.on('state', (change) => {
      this.#onState(change.state === 'down');
      if (this.#doubting.size > 0 && !this.isDoubtful) this.#endDoubt();
    });
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

  /** Whether somebody wants to know of its outages: an attempt in flight does, when its retryer has long left for another. */
  get isWatched(): boolean {
    return this.#watching.size > 0;
  }

  /** When the present outage began, or the last one. */
  get downSinceMs(): number {
    return this.#downSinceMs;
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
    this.#tellWaited();
  }

  /** Neither parked nor waiting for a verdict any more. */
  unpark(operation: Parked): void {
    if (!this.#parked.delete(operation)) this.#doubting.delete(operation);
    this.#tellWaited();
  }

  /** Wakes it once it is known what is in doubt: one question, for all who begin meanwhile. */
  awaitVerdict(operation: Parked): void {
    this.#doubting.add(operation);
    if (this.#doubting.size === 1) void this.verify()?.then(() => this.#endDoubt());
  }

  /** Lets go of the operations of one retryer, which has another monitor now. */
  release(owner: object): void {
    for (const waiting of [this.#parked, this.#doubting]) {
      for (const operation of waiting) {
        if (operation.owner !== owner) continue;
        waiting.delete(operation);
        operation.onUsable();
      }
    }
    for (const operation of [...this.#watching]) if (operation.owner === owner) operation.onMoved?.();
    this.#tellWaited();
  }

  watch(operation: Watching): void {
    this.#watching.add(operation);
    this.#tellWaited();
  }

  unwatch(operation: Watching): void {
    this.#watching.delete(operation);
    this.#tellWaited();
  }

  /**
   * Calls it at the end of every outage, after the first operations have been resumed, with the lot's time at which the outage
   * began, until what it answers is disposed of.
   */
  onRecovery(listener: (sinceMs: number) => void): Disposable {
    this.#recoveryListeners.add(listener);
    return { [Symbol.dispose]: () => void this.#recoveryListeners.delete(listener) };
  }

  /** There is an outage, or has been one that may be over. */
  noteOutage(): void {
    this.#downSinceMs = this.#clock.now();
    this.outages++;
    this.#tellDown(false);
  }

  /** The outage that was noted is there only now. */
  repeatOutage(): void {
    this.#tellDown(true);
  }

  #tellDown(isRepeated: boolean): void {
    for (const operation of [...this.#watching]) operation.onDown(isRepeated);
  }

  // Where that makes a difference: a target is probed only while somebody waits.
  #tellWaited(): void {
    this.monitor.setWaited?.(this.#parked.size > 0 || this.#watching.size > 0);
  }

  #endDoubt(): void {
    for (const operation of this.#doubting) {
      this.#doubting.delete(operation);
      operation.onUsable();
    }
  }

  #onState(down: boolean): void {
    this.#become(down);
    if (this.#isLooking) return;
    this.#isLooking = true;
    queueMicrotask(() => this.#look());
  }

  // What was told may be older than what is, or newer: looked at again when everybody has been told.
  #look(): void {
    this.#isLooking = false;
    this.#become(this.isDown);
    if (this.#isEarly) {
      this.#isEarly = false;
      this.repeatOutage();
    }
    if (!this.#hasRecovered) return;
    this.#hasRecovered = false;
    for (const listener of this.#recoveryListeners) listener(this.#downSinceMs);
  }

  #become(down: boolean): void {
    if (down === this.#down) return;
    this.#down = down;
    this.#hasRecovered = !down;
    // Whoever asks when he is told finds no outage.
    this.#isEarly = down && !this.isDown;
    if (down) this.noteOutage();
    else this.#slices.run();
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
