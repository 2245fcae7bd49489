import type { LookupSnapshot } from './snapshot.ts';

// Two minutes of periodic checks at their default interval; in an outage, whose launches come closer, after fifteen seconds.
const LAUNCHES_PER_LOOKUP = 12;

/** What is known of a check host's name. Counts launches and no time, so that a replay asks when the recording did. */
export class NameRecord {
  #launches = 0;
  #error: string | null = null;
  #foundAt: Date | null = null;

  /** Called for each launch: whether it is the one to look the name up again by. */
  isDue(): boolean {
    this.#launches++;
    return this.#launches >= LAUNCHES_PER_LOOKUP;
  }

  found(at: Date): void {
    this.#launches = 0;
    this.#error = null;
    this.#foundAt = at;
  }

  failed(error: string): void {
    this.#launches = 0;
    this.#error = error;
  }

  snapshot(): LookupSnapshot {
    return Object.freeze({ error: this.#error, foundAt: this.#foundAt });
  }

  checkpoint(): { launches: number; error: string | null; foundAt: string | null } {
    return { launches: this.#launches, error: this.#error, foundAt: this.#foundAt?.toISOString() ?? null };
  }

  restore({ launches, error, foundAt }: ReturnType<NameRecord['checkpoint']>): void {
    this.#launches = launches;
    this.#error = error;
    this.#foundAt = foundAt === null ? null : new Date(foundAt);
  }
}
