import type { HostCheckpoint } from '../record/checkpoint.ts';
import type { ProbeAttempt } from '../state/machine.ts';
import { RETRANSMISSION_MS, RttEstimator } from '../probe/rtt-estimator.ts';
import type { RaceOutcome } from './race.ts';
import type { FamilySnapshot } from './snapshot.ts';

type Outcome = Pick<RaceOutcome, 'reachable' | 'rttMs' | 'error' | 'source' | 'unbound'>;

/** How a host answered last, and by which port. */
export interface LastOutcome {
  outcome: Outcome;
  port: number | null;
  at: Date;
}

interface FamilyRecord {
  /** Of the path that the estimate is of. */
  key: string;
  rtt: RttEstimator;
  last: Outcome | null;
}

/** How long one connect is waited for. */
export interface Patience {
  timeoutMs: number;
  doubtfulAfterMs: number | null;
}

const FAMILIES = [4, 6] as const;

/** What is remembered of one check host: how it answered, and how long answers take over its present paths. */
export class HostRecord {
  last: LastOutcome | null = null;
  readonly #families = new Map<4 | 6, FamilyRecord>();

  /** Over the path `key`; what is known of another path says nothing of it. */
  patience(family: 4 | 6, key: string, attempt: ProbeAttempt, longestMs: number): Patience {
    const timeoutMs = this.#family(family, key).rtt.timeoutMs(longestMs);
    // What is lost is sent again by the schedule; what is slow may take its time.
    if (attempt === 'recovery') return { timeoutMs: longestMs, doubtfulAfterMs: null };
    if (attempt === 'second' || timeoutMs >= RETRANSMISSION_MS) return { timeoutMs, doubtfulAfterMs: null };
    // It ends with the second attempt, for an answer that comes late is one.
    return { timeoutMs: Math.min(2 * timeoutMs, longestMs), doubtfulAfterMs: timeoutMs };
  }

  /** A family has come to its end; `key` is the path that it was tried over. */
  note(family: 4 | 6, key: string, attempt: ProbeAttempt, outcome: Outcome): void {
    const record = this.#family(family, key);
    record.last = outcome;
    if (outcome.reachable && outcome.rttMs !== null) record.rtt.answered(outcome.rttMs);
    else if (outcome.error === 'ETIMEDOUT' && attempt !== 'recovery') record.rtt.timedOut();
  }

  /** The families that were not tried have no way. */
  noteMissing(families: ReadonlySet<4 | 6>): void {
    for (const family of FAMILIES) {
      const record = this.#families.get(family);
      if (record !== undefined && !families.has(family))
        record.last = { reachable: false, rttMs: null, error: 'ENETUNREACH', source: null };
    }
  }

  /** The longest that a probe of now would be waited for before it is in doubt. */
  timeoutMs(longestMs: number): number {
    const timeouts = Array.from(this.#families.values(), ({ rtt }) => rtt.timeoutMs(longestMs));
    return timeouts.length === 0 ? longestMs : Math.max(...timeouts);
  }

  /** The machine slept, say: what was measured before is forgotten. */
  forgetRtts(): void {
    for (const record of this.#families.values()) record.rtt = new RttEstimator();
  }

  /** `addresses` are the host's; of a name both families are told of, also the one that it has no address of. */
  families(addresses: ReadonlyArray<{ family: 4 | 6; address: string }>, isName: boolean): readonly FamilySnapshot[] {
    const told = FAMILIES.filter((family) => isName || addresses.some((each) => each.family === family));
    return Object.freeze(
      told.map((family): FamilySnapshot => {
        const address = addresses.find((each) => each.family === family)?.address ?? null;
        const { last = null, rtt = null } = this.#families.get(family) ?? {};
        return Object.freeze({
          family,
          address,
          reachable: last?.reachable ?? null,
          rttMs: last?.rttMs ?? null,
          smoothedRttMs: rtt?.estimate.smoothedMs ?? null,
          error: errorOf(address, addresses.length, last),
        });
      }),
    );
  }

  checkpoint(): HostCheckpoint['families'] {
    return Array.from(this.#families, ([family, { key, rtt, last }]) => ({
      family,
      key,
      estimate: rtt.estimate,
      last,
    }));
  }

  restore(families: HostCheckpoint['families']): void {
    for (const { family, key, estimate, last } of families)
      this.#families.set(family, { key, rtt: new RttEstimator(estimate), last });
  }

  #family(family: 4 | 6, key: string): FamilyRecord {
    let record = this.#families.get(family);
    if (record?.key !== key) {
      record = { key, rtt: new RttEstimator(), last: record?.last ?? null };
      this.#families.set(family, record);
    }
    return record;
  }
}

function errorOf(address: string | null, addresses: number, last: Outcome | null): string | null {
  // What c-ares says of a name that exists and has no such record.
  if (address === null) return addresses === 0 ? null : 'ENODATA';
  return last === null || last.reachable ? null : last.error;
}
