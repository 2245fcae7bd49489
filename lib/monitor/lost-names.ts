import type { ClockTimer } from '../clock.ts';
import { recoveryDelayMs } from '../probe/schedule.ts';
import type { HostPath } from '../state/machine.ts';
import type { EngineParts } from './engine-parts.ts';

// Of the schedule of recovery: its first second.
const FIRST_STEP = 8;
const LONGEST_DELAY_MS = 30_000;

type LostNamesParts = Pick<EngineParts, 'clock' | 'random'>;

/**
 * Names of which no address that is known has a way, while there is an interface to leave by: another network may know them by
 * other addresses, as one of IPv6 alone with DNS64 does. Without a way nothing is probed, and so nothing else asks.
 */
export class LostNames {
  readonly #parts: LostNamesParts;
  readonly #lookUp: (host: number) => void;
  readonly #lost = new Map<number, ClockTimer>();

  constructor(parts: LostNamesParts, lookUp: (host: number) => void) {
    this.#parts = parts;
    this.#lookUp = lookUp;
  }

  /**
   * @param paths  of each host; of none when nobody cares any more
   * @param isNamed  whether a host is a name that has been found
   */
  follow(paths: readonly HostPath[], isNamed: (host: number) => boolean, isConnected: () => boolean): void {
    for (const host of this.#lost.keys()) if (host >= paths.length) this.#forget(host);
    paths.forEach(({ usable }, host) => {
      const isLost = !usable && isNamed(host) && isConnected();
      if (!isLost) this.#forget(host);
      else if (!this.#lost.has(host)) this.#ask(host, FIRST_STEP);
    });
  }

  close(): void {
    for (const host of this.#lost.keys()) this.#forget(host);
  }

  // The servers may become known, or reachable, after the way to them: again after 1 s, 2 s, 4 s …
  #ask(host: number, step: number): void {
    const delayMs = recoveryDelayMs(step, LONGEST_DELAY_MS, this.#parts.random());
    const timer = this.#parts.clock.setTimer(() => this.#ask(host, step + 1), delayMs, { unref: true });
    this.#lost.set(host, timer);
    this.#lookUp(host);
  }

  #forget(host: number): void {
    this.#lost.get(host)?.cancel();
    this.#lost.delete(host);
  }
}
