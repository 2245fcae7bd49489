import type { Clock } from '../clock.ts';
import type { NameResolver, ResolvedAddress } from '../monitor/resolver.ts';
import type { ProbeOutcome, Prober, ProbeTarget } from '../probe/contract.ts';
import type { PortalAnswer, PortalClient } from '../probe/portal-contract.ts';
import type { Header } from '../record/format.ts';
import type { PathQuery, PathRecord } from '../sources/contract.ts';
import { Questions, Waiting } from './questions.ts';
import type { EntryLine } from './recording-file.ts';

/** How a replay goes another way than its recording. */
export interface Difference {
  /** The line of the recording with which it shows. */
  line: number;
  message: string;
}

type Settle = { resolve: (addresses: ResolvedAddress[]) => void; reject: (error: Error) => void };

/** What an engine asks, answered from a recording; the answers that came later wait to be given by who reads it. */
export class RecordedParts {
  readonly outcomes: Waiting<(outcome: ProbeOutcome) => void> = new Waiting();
  readonly timers: Waiting<() => void> = new Waiting();
  readonly lookups: Waiting<Settle> = new Waiting();
  readonly responses: Waiting<(answer: PortalAnswer) => void> = new Waiting();
  readonly prober: Prober;
  readonly resolver: NameResolver;
  readonly portal: PortalClient;
  readonly clock: RecordedClock;
  readonly #onDifference: (difference: Difference) => void;
  readonly #probes: Questions<'probe'>;
  readonly #names: Questions<'lookup'>;
  readonly #randoms: Questions<'random'>;
  readonly #watches: Questions<'watch'>;

  constructor(header: Header, entries: readonly EntryLine[], onDifference: (difference: Difference) => void) {
    this.#onDifference = onDifference;
    this.#probes = new Questions('probe', entries);
    this.#names = new Questions('lookup', entries);
    const requests = new Questions('request', entries);
    this.portal = { get: (_, onAnswer) => this.responses.add(requests.next()?.entry.request, onAnswer) };
    this.#randoms = new Questions('random', entries);
    this.#watches = new Questions('watch', entries);
    this.clock = new RecordedClock(Date.parse(header.wall), new Questions('timer', entries), this.timers);
    const nothing = (): void => {};
    const probe: Prober['probe'] = (target, onOutcome) => this.#probe(target, onOutcome);
    this.prober = { kind: header.probes, probe, ref: nothing, unref: nothing, close: nothing };
    this.resolver = { resolve: (name) => this.#resolve(name), cancel: nothing };
  }

  readonly random = (): number => this.#randoms.next()?.entry.value ?? 0.5;

  readonly watch = (queries: readonly PathQuery[]): PathRecord[] | null => {
    const asked = this.#watches.next();
    if (asked === null) return null;
    const [now, then] = [queries, asked.entry.queries].map((list) => list.map(({ address }) => address).join(', '));
    if (now !== then) this.#differ(asked.line, `the ways to ${now} are asked for, not to ${then}`);
    return asked.entry.paths;
  };

  #probe(target: ProbeTarget, onOutcome: (outcome: ProbeOutcome) => void): { cancel: () => void } {
    const asked = this.#probes.next();
    if (asked !== null) {
      const [now, then] = [target, asked.entry.target].map(({ address, port }) => `${address} port ${port}`);
      if (now !== then) this.#differ(asked.line, `${now} is probed, not ${then}`);
    }
    return this.outcomes.add(asked?.entry.probe, onOutcome);
  }

  #resolve(name: string): Promise<ResolvedAddress[]> {
    const asked = this.#names.next();
    if (asked !== null && asked.entry.name !== name)
      this.#differ(asked.line, `${name} is looked up, not ${asked.entry.name}`);
    return new Promise((resolve, reject) => void this.lookups.add(asked?.entry.lookup, { resolve, reject }));
  }

  #differ(line: number, message: string): void {
    this.#onDifference({ line, message });
  }
}

/** The time of the entry that is being replayed. Timers fire when the recording says so. */
class RecordedClock implements Clock {
  readonly #timers: Questions<'timer'>;
  readonly #waiting: Waiting<() => void>;
  #nowMs = 0;
  /** The wall clock's time at the moment 0. */
  #wallBaseMs: number;

  constructor(wallMs: number, timers: Questions<'timer'>, waiting: Waiting<() => void>) {
    this.#wallBaseMs = wallMs;
    this.#timers = timers;
    this.#waiting = waiting;
  }

  moveTo(atMs: number): void {
    this.#nowMs = atMs;
  }

  setWall(wallMs: number): void {
    this.#wallBaseMs = wallMs - this.#nowMs;
  }

  now(): number {
    return this.#nowMs;
  }

  wallNow(): Date {
    return new Date(this.#wallBaseMs + this.#nowMs);
  }

  setTimer(callback: () => void): { cancel: () => void } {
    return this.#waiting.add(this.#timers.next()?.entry.timer, callback);
  }

  nextTurn(callback: () => void): void {
    setImmediate(callback);
  }
}
