import type { NetworkMonitor, NetworkState, StateChange } from '../../lib/index.ts';
import type { Timeline } from './timeline.ts';

/** The monitor hears within a millisecond. After so long it can be said that it has not. */
const DEAF_AFTER_MS = 5_000;

/** The subscriber whose hearing is measured. To be made before others listen: they would be called, and timed, before it. */
export class Ear {
  #awaited: { state: NetworkState; heard: (atNs: bigint) => void } | null = null;

  constructor(monitor: NetworkMonitor, timeline: Timeline) {
    monitor.on('state', (change) => this.#onState(change, process.hrtime.bigint(), timeline));
  }

  /** Answers when the listener was called with this state, in nanoseconds of CLOCK_MONOTONIC; null when it was not. */
  hear(state: NetworkState, signal: AbortSignal): Promise<bigint | null> {
    return new Promise((resolve) => {
      const end = (heardNs: bigint | null): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', giveUp);
        resolve(heardNs);
      };
      const giveUp = (): void => end(null);
      const timer = setTimeout(giveUp, DEAF_AFTER_MS);
      signal.addEventListener('abort', giveUp, { once: true });
      this.#awaited = { state, heard: end };
    });
  }

  #onState({ state, previous, reason }: StateChange, atNs: bigint, timeline: Timeline): void {
    if (this.#awaited?.state === state) this.#awaited.heard(atNs);
    timeline.add('monitor', `${previous} -> ${state} (${reason})`, atNs);
  }
}
