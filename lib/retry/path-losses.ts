import type { Clock, ClockTimer } from '../clock.ts';
import type { LostPath, NetworkView } from './network-view.ts';
import { Slices } from './slices.ts';

/** An attempt in flight that is to end when its way is lost. */
export interface InFlight {
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
  /** What is waited for to come back, and how long yet. */
  threat: { readonly lost: LostPath; readonly timer: ClockTimer } | null;
}

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
  readonly #condemned = new Map<InFlight, LostPath>();
  readonly #slices: Slices;
  #walk: Iterator<[InFlight, LostPath], undefined> | null = null;
  #listens = false;

  constructor(monitor: NetworkView, clock: Clock) {
    this.#monitor = monitor;
    this.#clock = clock;
    this.#slices = new Slices(clock, () => this.#endOne());
  }

  /** The attempt begins. */
  watch(flight: InFlight, { graceMs, unref }: Patience): void {
    if (!this.#listens) this.#listen();
    this.#flights.set(flight, { startedMs: this.#clock.now(), graceMs, unref, threat: null });
  }

  /** The attempt has ended. Does nothing for those who never came. */
  leave(flight: InFlight): void {
    if (this.#flights.size === 0) return;
    this.#flights.get(flight)?.threat?.timer.cancel();
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
    for (const each of lost) {
      const lastUseMs = nowMs - each.unusedMs;
      this.count++;
      if (each.unusedMs === 0) this.lastInUse = this.count;
      for (const [flight, exposure] of this.#flights)
        if (exposure.startedMs <= lastUseMs) this.#threaten(flight, exposure, each);
    }
    if (usable !== true) return;
    for (const exposure of this.#flights.values()) {
      const { threat } = exposure;
      if (threat === null || threat.lost.interface !== name || threat.lost.source !== source) continue;
      threat.timer.cancel();
      exposure.threat = null;
    }
  }

  #threaten(flight: InFlight, exposure: Exposure, lost: LostPath): void {
    if (exposure.threat !== null || this.#condemned.has(flight)) return;
    const { graceMs, unref } = exposure;
    const end = (): void => {
      this.#condemned.set(flight, lost);
      this.#slices.run();
    };
    if (graceMs === 0) return end();
    exposure.threat = { lost, timer: this.#clock.setTimer(end, graceMs, { unref }) };
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

/** What is read of a `path` event: of another emitter's it may have anything. */
interface PathNews {
  readonly usable: boolean;
  readonly interface: string | null;
  readonly source: string | null;
  readonly lost: readonly LostPath[];
}
