import type { HostCheckpoint } from '../record/checkpoint.ts';
import type { ProbeAttempt } from '../state/machine.ts';
import { RETRANSMISSION_MS, RttEstimator } from '../probe/rtt-estimator.ts';
import type { Lane } from './attempt.ts';
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
export interface Patience extends Pick<Lane, 'expected' | 'short' | 'doubtfulAfterMs'> {
  timeoutMs: number;
}

/** What of a lane is remembered. */
type Tried = Pick<Lane, 'family' | 'short'> & { readonly key: string };

const FAMILIES = [4, 6] as const;

/** What is remembered of one check host: how it answered, and how long answers take over its present paths. */
export class HostRecord {
  last: LastOutcome | null = null;
  /** Whether the last probe was bound to its interface, if it was to be; null before the first. */
  bound: boolean | null = null;
  readonly #families = new Map<4 | 6, FamilyRecord>();

  /** Over the path `key`; what is known of another path says nothing of it. */
  patience(family: 4 | 6, key: string, attempt: ProbeAttempt, longestMs: number): Patience {
    const { rtt } = this.#family(family, key);
    const expected = rtt.estimate.smoothedMs !== null;
    // What is lost is sent again by the schedule; what is slow may take its time.
    if (attempt === 'recovery') return { timeoutMs: longestMs, expected, short: false, doubtfulAfterMs: null };
    const timeoutMs = rtt.timeoutMs(longestMs);
    const short = timeoutMs < RETRANSMISSION_MS;
    // With the second attempt beside it, for an answer that comes late is one.
    const endMs = short && attempt === 'first' ? Math.min(2 * timeoutMs, longestMs) : timeoutMs;
    return { timeoutMs: endMs, expected, short, doubtfulAfterMs: endMs > timeoutMs ? timeoutMs : null };
  }

  /** A family has come to its end. */
  note({ family, key, short }: Tried, attempt: ProbeAttempt, outcome: Outcome): void {
    const record = this.#family(family, key);
    record.last = outcome;
    this.bound = outcome.unbound !== true;
    if (outcome.reachable && outcome.rttMs !== null) record.rtt.answered(outcome.rttMs);
    // Once a round: where the limit is short, the first of the two attempts is not the last word.
    else if (outcome.error === 'ETIMEDOUT' && (attempt === 'second' || (attempt === 'first' && !short)))
      record.rtt.timedOut();
  }

  /** These families have no way, or nothing has. */
  noteNoWay(families: Iterable<4 | 6> = this.#families.keys()): void {
    for (const family of families)
      this.#family(family, this.#families.get(family)?.key ?? '').last = {
        reachable: false,
        rttMs: null,
        error: 'ENETUNREACH',
        source: null,
      };
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

  // A file of before there was all of this lacks it.
  restore(families: HostCheckpoint['families'] = []): void {
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
