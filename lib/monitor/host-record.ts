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
  /** Over this path its last try was answered, whether or not the time could be measured. */
  answers: boolean;
}

/** How long one connect is waited for. */
export interface Patience extends Omit<Lane, 'family' | 'targets'> {
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

  /**
   * Over the path `key`; what is known of another path says nothing of it.
   *
   * @param lentMs  what hosts that answer over the same path are given, if there are any
   */
  patience(
    family: 4 | 6,
    key: string,
    attempt: ProbeAttempt,
    { longestMs, lentMs }: { longestMs: number; lentMs: number | null },
  ): Patience {
    const record = this.#family(family, key);
    const isLent = !record.answers && lentMs !== null;
    const expected = record.rtt.estimate.smoothedMs !== null || isLent;
    const backedOff = record.rtt.estimate.backoffs > 0;
    const whole = { timeoutMs: longestMs, expected, backedOff, doubtfulAfterMs: null, lasting: false };
    // What is lost is sent again by the schedule; what is slow may take its time.
    if (attempt === 'recovery') return { ...whole, short: false };
    const timeoutMs = limitOf(record, longestMs, lentMs);
    const short = timeoutMs < RETRANSMISSION_MS;
    // Not waited for longer than those that answer, but given all the time to answer: it may be a slow one.
    if (isLent && timeoutMs < longestMs) return { ...whole, short, doubtfulAfterMs: timeoutMs, lasting: true };
    // With the second attempt beside it, for an answer that comes late is one.
    const endMs = short && attempt === 'first' ? Math.min(2 * timeoutMs, longestMs) : timeoutMs;
    return { ...whole, timeoutMs: endMs, short, doubtfulAfterMs: endMs > timeoutMs ? timeoutMs : null };
  }

  /** How long a probe over the path `key` is waited for in a round, before it is in doubt. */
  limitMs(family: 4 | 6, key: string, longestMs: number, lentMs: number | null): number {
    return limitOf(this.#family(family, key), longestMs, lentMs);
  }

  /** What it lends to hosts over the same path that are silent; null when it does not answer there, or too late to be measured. */
  lendsMs(family: 4 | 6, key: string, longestMs: number): number | null {
    const record = this.#families.get(family);
    if (record?.key !== key || !record.answers || record.rtt.estimate.smoothedMs === null) return null;
    return record.rtt.timeoutMs(longestMs);
  }

  /** A family has come to its end. */
  note({ family, key, short }: Tried, attempt: ProbeAttempt, outcome: Outcome): void {
    const record = this.#family(family, key);
    record.last = outcome;
    this.bound = outcome.unbound !== true;
    if (outcome.reachable) record.answers = true;
    if (outcome.reachable && outcome.rttMs !== null) record.rtt.answered(outcome.rttMs);
    // Once a round: where the limit is short, the first of the two attempts is not the last word.
    if (outcome.reachable || !(attempt === 'second' || (attempt === 'first' && !short))) return;
    record.answers = false;
    if (outcome.error === 'ETIMEDOUT') record.rtt.timedOut();
  }

  /** A family is not waited for any more, and may yet answer. */
  noteDoubt({ family, key }: Tried, outcome: Outcome): void {
    this.#family(family, key).last = outcome;
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
  timeoutMs(longestMs: number, lentMs: (family: 4 | 6, key: string) => number | null): number {
    const timeouts = Array.from(this.#families, ([family, record]) =>
      limitOf(record, longestMs, lentMs(family, record.key)),
    );
    return timeouts.length === 0 ? longestMs : Math.max(...timeouts);
  }

  /** The machine slept, say: what was measured before is forgotten. */
  forgetRtts(): void {
    for (const record of this.#families.values()) Object.assign(record, { rtt: new RttEstimator(), answers: false });
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
    return Array.from(this.#families, ([family, { key, rtt, last, answers }]) => ({
      ...{ family, key, estimate: rtt.estimate, last, answers },
    }));
  }

  // A file of before there was all of this lacks it.
  restore(families: HostCheckpoint['families'] = []): void {
    for (const { family, key, estimate, last, answers = last?.reachable === true } of families)
      this.#families.set(family, { key, rtt: new RttEstimator(estimate), last, answers });
  }

  #family(family: 4 | 6, key: string): FamilyRecord {
    let record = this.#families.get(family);
    if (record?.key !== key) {
      record = { key, rtt: new RttEstimator(), last: record?.last ?? null, answers: false };
      this.#families.set(family, record);
    }
    return record;
  }
}

// A host that is silent is not waited for longer than others over the same path: dead ones would make every outage last
// `checkTimeout`. Nor shorter than itself used to be.
function limitOf({ rtt, answers }: FamilyRecord, longestMs: number, lentMs: number | null): number {
  if (answers || lentMs === null) return rtt.timeoutMs(longestMs);
  return rtt.estimate.smoothedMs === null ? lentMs : Math.max(lentMs, rtt.plainTimeoutMs(longestMs));
}

function errorOf(address: string | null, addresses: number, last: Outcome | null): string | null {
  // What c-ares says of a name that exists and has no such record.
  if (address === null) return addresses === 0 ? null : 'ENODATA';
  return last === null || last.reachable ? null : last.error;
}
