import type { Clock, ClockTimer } from '../clock.ts';
import type { Remote } from '../destination.ts';
import { addressFamily } from '../ip.ts';
import { ParkingLot } from './parking-lot.ts';
import { TargetView } from './target-view.ts';

/** How long a destination that nobody goes to is kept: where one operation follows another, each finds what the last one did. */
export const KEPT_MS = 5_000;

/**
 * How many of the destinations that are addresses have the way to them watched from the first operation on. Each is a question
 * more to the kernel whenever something changes, before anybody hears of it; it takes 12 µs.
 */
export const WATCHED = 8;

interface Entry {
  readonly view: TargetView;
  readonly lot: ParkingLot;
  readonly recoveries: Disposable;
  users: number;
  idleSinceMs: number;
}

const all = new WeakMap<ParkingLot, TargetLots>();

/** Where operations wait out the outages of their own destinations: a lot for each that is in use, beside that of the network. */
export class TargetLots {
  readonly #network: ParkingLot;
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();
  #timer: ClockTimer | null = null;

  private constructor(network: ParkingLot, clock: Clock) {
    this.#network = network;
    this.#clock = clock;
  }

  /** Those of one network. */
  static of(network: ParkingLot, clock: Clock): TargetLots {
    let lots = all.get(network);
    if (lots === undefined) all.set(network, (lots = new TargetLots(network, clock)));
    return lots;
  }

  /** To be given back with {@link release}. */
  acquire({ key, host }: Remote): ParkingLot {
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      this.#entries.set(key, (entry = this.#make(key)));
      // A name has to be looked up for it: that waits until there is reason to ask.
      if (addressFamily(host.host) !== null && this.#entries.size <= WATCHED) entry.view.open();
    }
    entry.users++;
    return entry.lot;
  }

  release({ key }: Remote): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    entry.users--;
    if (entry.users > 0) return;
    entry.idleSinceMs = this.#clock.now();
    if (this.#timer === null) this.#timer = this.#sweepLater();
  }

  #make(key: string): Entry {
    const view = new TargetView(this.#network, key, this.#clock);
    const lot = ParkingLot.of(view, this.#clock);
    view.onUnseenOutage = (isRepeated) => (isRepeated ? lot.repeatOutage() : lot.noteOutage());
    this.#network.watch(view);
    const recoveries = this.#network.onRecovery(() => view.onRecovery());
    return { view, lot, recoveries, users: 0, idleSinceMs: 0 };
  }

  #sweepLater(): ClockTimer {
    return this.#clock.setTimer(() => this.#sweep(), KEPT_MS, { unref: true });
  }

  #sweep(): void {
    let hasIdle = false;
    for (const [key, { view, lot, recoveries, users, idleSinceMs }] of this.#entries) {
      if (users > 0) continue;
      if (lot.isWatched || this.#clock.now() - idleSinceMs < KEPT_MS) {
        hasIdle = true;
        continue;
      }
      this.#entries.delete(key);
      this.#network.unwatch(view);
      recoveries[Symbol.dispose]();
      view[Symbol.dispose]();
    }
    this.#timer = hasIdle ? this.#sweepLater() : null;
  }
}
