import type { Clock } from '../clock.ts';
import type { AttemptRecord } from './errors.ts';

/** How many failures are remembered. */
const LONGEST_HISTORY = 1_000;

interface Entry {
  readonly attempt: number;
  readonly error: unknown;
  readonly startedMs: number;
  readonly durationMs: number;
  readonly outage: boolean;
}

/** The failures of one operation, the last thousand of them, as slim as can be: hardly anybody ever asks for them. */
export class AttemptHistory {
  // Made with its first entry: what an array grows by when something is pushed to an empty one has room for 17.
  #entries: Entry[] | null = null;

  add(entry: Entry): this {
    if (this.#entries === null) {
      this.#entries = [entry];
      return this;
    }
    if (this.#entries.length === LONGEST_HISTORY) this.#entries.shift();
    this.#entries.push(entry);
    return this;
  }

  /** For a RetryError, oldest first. */
  records(clock: Clock): AttemptRecord[] {
    const wallOriginMs = clock.wallNow().getTime() - clock.now();
    return (this.#entries ?? []).map(({ attempt, error, startedMs, durationMs, outage }) => {
      const startedAt = new Date(wallOriginMs + startedMs);
      return Object.freeze({ attempt, error, startedAt, durationMs, outage });
    });
  }
}
