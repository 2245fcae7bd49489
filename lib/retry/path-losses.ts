import type { Clock, ClockTimer } from '../clock.ts';
import type { LostPath, NetworkView } from './network-view.ts';
import { Slices } from './slices.ts';

/** An attempt in flight that is to end when its way is lost. */
export interface InFlight {
  /** Whether it may be on this way. */
  isExposedTo(path: LostPath): boolean;
  /** Called once at most, and not any more once it has left. */
  onPathLost(lost: LostPath): void;
}

/** How long a way must have been lost, in milliseconds, and whether the process may end meanwhile. */
interface Patience {
  readonly graceMs: number;
  readonly unref: boolean;
}

interface Exposure extends Patience {
  readonly startedMs: number;
  /** `count` when it began. */
  readonly lossesBefore: number;
  /** The ways that are waited for to come back, each for so long yet. */
  threats: Map<string, ClockTimer> | null;
}

/** A loss that the attempts in flight have yet to hear of. */
interface Loss {
  readonly way: LostPath;
  readonly key: string;
  readonly number: number;
  readonly lastUseMs: number;
  isMended: boolean;
}

/** How many hear of a loss in the very event; the rest do in slices. */
const TOLD_AT_ONCE = 64;

/**
 * Ends attempts whose way is lost while the network is usable by another: without that they hang on a dead address until some
 * time limit. Hears of ways by the `path` events of the monitor, and does not listen to them before there is such an attempt.
 */
export class PathLosses {
  /** So far. */
  count = 0;
  /** The last of them that was of a way in use: an attempt that began with a smaller count may have failed of it. */
  lastInUse = 0;
  readonly #monitor: NetworkView;
  readonly #clock: Clock;
  readonly #flights = new Map<InFlight, Exposure>();
  readonly #losses: Loss[] = [];
  /** Those that the first of the losses has yet to be told to. */
  #round: Iterator<[InFlight, Exposure], undefined> | null = null;
  readonly #condemned = new Map<InFlight, LostPath>();
  readonly #slices: Slices;
  #walk: Iterator<[InFlight, LostPath], undefined> | null = null;
  #listens = false;

  constructor(monitor: NetworkView, clock: Clock) {
    this.#monitor = monitor;
    this.#clock = clock;
    this.#slices = new Slices(clock, () => this.#endOne() || this.#tellOne());
  }

  /** The attempt begins. */
  watch(flight: InFlight, { graceMs, unref }: Patience): void {
    if (!this.#listens) this.#listen();
    const startedMs = this.#clock.now();
    this.#flights.set(flight, { startedMs, lossesBefore: this.count, graceMs, unref, threats: null });
  }

  /** The attempt has ended. Does nothing for those who never came. */
  leave(flight: InFlight): void {
    if (this.#flights.size === 0) return;
    for (const timer of this.#flights.get(flight)?.threats?.values() ?? []) timer.cancel();
    this.#flights.delete(flight);
    this.#condemned.delete(flight);
  }

  // An emitter of Node's takes listeners to anything. Another object may know of `state` alone, and take this for a listener to it.
  #listen(): void {
    this.#listens = true;
    if (!('listenerCount' in this.#monitor)) return;
    const on: (event: never, listener: (event: unknown) => void) => unknown = this.#monitor.on.bind(this.#monitor);
    on('path' as never, (event) => this.#onPath(event as Partial<PathNews>));
  }

  #onPath({ lost = [], usable, interface: name, source }: Partial<PathNews>): void {
    const nowMs = this.#clock.now();
    for (const way of lost) {
      const number = ++this.count;
      if (way.unusedMs === 0) this.lastInUse = number;
      this.#losses.push({ way, key: keyOf(way), number, lastUseMs: nowMs - way.unusedMs, isMended: false });
    }
    if (usable === true) this.#mend(keyOf({ interface: name ?? null, source: source ?? null }));
    for (let left = TOLD_AT_ONCE; left > 0 && this.#tellOne(); left--);
    if (this.#losses.length > 0) this.#slices.run();
  }

  // Who waits for no way to come back is to end all the same, told or not.
  #mend(key: string): void {
    for (const loss of this.#losses) if (loss.key === key) loss.isMended = true;
    for (const { threats } of this.#flights.values()) {
      threats?.get(key)?.cancel();
      threats?.delete(key);
    }
  }

  #tellOne(): boolean {
    const [loss] = this.#losses;
    if (loss === undefined) return false;
    this.#round ??= this.#flights.entries();
    const { value } = this.#round.next();
    // They are in the order in which they began.
    if (value === undefined || value[1].lossesBefore >= loss.number) {
      this.#round = null;
      this.#losses.shift();
    } else if (value[1].startedMs <= loss.lastUseMs && value[0].isExposedTo(loss.way)) {
      this.#threaten(...value, loss);
    }
    return true;
  }

  #threaten(flight: InFlight, exposure: Exposure, { way, key, isMended }: Loss): void {
    const { graceMs, unref, threats } = exposure;
    if (threats?.has(key) === true || this.#condemned.has(flight)) return;
    const end = (): void => {
      this.#condemned.set(flight, way);
      this.#slices.run();
    };
    if (graceMs === 0) return end();
    if (!isMended) (exposure.threats ??= new Map()).set(key, this.#clock.setTimer(end, graceMs, { unref }));
  }

  #endOne(): boolean {
    // One walk for all of them: each that is begun anew steps over the places of those who have gone.
    this.#walk ??= this.#condemned.entries();
    const { value } = this.#walk.next();
    if (value === undefined) {
      this.#walk = null;
      return false;
    }
    const [flight, lost] = value;
    this.#condemned.delete(flight);
    flight.onPathLost(lost);
    return true;
  }
}

function keyOf({ interface: name, source }: Pick<LostPath, 'interface' | 'source'>): string {
  return `${name} ${source}`;
}

/** What is read of a `path` event: of another emitter's it may have anything. */
interface PathNews {
  readonly usable: boolean;
  readonly interface: string | null;
  readonly source: string | null;
  readonly lost: readonly LostPath[];
}
