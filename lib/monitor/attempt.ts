import type { Clock, ClockTimer } from '../clock.ts';
import type { Probe, Prober, ProbeTarget } from '../probe/contract.ts';
import { type RaceOutcome, raceProbes } from './race.ts';

/** One address family of a host: what is connected to, and for how long. */
export interface Lane {
  readonly family: 4 | 6;
  readonly targets: readonly ProbeTarget[];
  /** It has answered over this path before. Where some family has, none that has not is waited for. */
  readonly expected: boolean;
  /** Its limit has been doubled since it last answered in a time that could be measured. */
  readonly backedOff: boolean;
  /** Its limit forgives no lost SYN: a failure by it is doubtful. */
  readonly short: boolean;
  /** After this long without an answer it is in doubt, and goes on. Null: it is waited for to its end. */
  readonly doubtfulAfterMs: number | null;
  /** It goes on when its round is over, for what is to be learnt of the host. */
  readonly lasting: boolean;
}

interface AttemptParts {
  readonly prober: Pick<Prober, 'probe'>;
  readonly clock: Clock;
}

/** Whom an attempt tells. */
export interface AttemptObserver {
  /** The first answer, of whichever family; or the last failure, once no family is left to wait for. */
  onOutcome(outcome: RaceOutcome, doubtful: boolean): void;
  /** A family that lasts is not waited for any more. */
  onDoubt(lane: Lane, outcome: RaceOutcome): void;
  /** Each family, when it has come to its end. */
  onLane(lane: Lane, outcome: RaceOutcome): void;
  /** Nothing of it is under way any more. */
  onEnd(): void;
}

/**
 * One try to reach a host: all families at once (RFC 8305 without the delays, for a probe is cheap), each of them a race of its
 * addresses and ports. The first answer is the host's; the other family goes on, for what it has to say of itself.
 */
export class Attempt implements Probe {
  /** Whether some family has answered. */
  answered = false;
  readonly #clock: Clock;
  readonly #observer: AttemptObserver;
  readonly #races = new Map<Lane, Probe>();
  readonly #doubts = new Map<Lane, ClockTimer>();
  /** What is waited for. */
  readonly #hopes: Set<Lane>;
  /** Some of it was given up by a limit that forgives no lost SYN. */
  #doubtful = false;
  #cancelled = false;
  /** Its round is over, and there is nobody to tell of an outcome. */
  #left = false;

  constructor({ prober, clock }: AttemptParts, lanes: readonly Lane[], observer: AttemptObserver) {
    this.#clock = clock;
    this.#observer = observer;
    const expected = lanes.filter((lane) => lane.expected);
    this.#hopes = new Set(expected.length > 0 ? expected : lanes);
    for (const lane of lanes) {
      this.#races.set(
        lane,
        raceProbes(prober, lane.targets, (outcome) => this.#settle(lane, outcome)),
      );
      if (lane.doubtfulAfterMs !== null) this.#limit(lane, lane.doubtfulAfterMs);
    }
  }

  /** What was to be waited for to its end is from now on waited for this long. */
  limit(limitOf: (lane: Lane) => number): void {
    for (const lane of this.#races.keys()) {
      const limitMs = limitOf(lane);
      if (!this.#doubts.has(lane) && limitMs < lane.targets[0]!.timeoutMs) this.#limit(lane, limitMs);
    }
  }

  /** The round is over. What does not last, and has no other family's answer to complete, ends with it. */
  leave(): void {
    if (this.answered || this.#left) return;
    this.#left = true;
    for (const timer of this.#doubts.values()) timer.cancel();
    for (const [lane, race] of this.#races) if (!lane.lasting && this.#races.delete(lane)) race.cancel();
    if (this.#races.size === 0) this.cancel();
  }

  cancel(): void {
    if (this.#cancelled) return;
    this.#cancelled = true;
    for (const timer of this.#doubts.values()) timer.cancel();
    for (const race of this.#races.values()) race.cancel();
    this.#races.clear();
    this.#observer.onEnd();
  }

  #settle(lane: Lane, outcome: RaceOutcome): void {
    this.#races.delete(lane);
    this.#doubts.get(lane)?.cancel();
    this.#doubts.delete(lane);
    // That nobody answered is known of it, and may be old by now.
    if (!this.#left || outcome.reachable) this.#observer.onLane(lane, outcome);
    if (!this.#left) this.#tell(lane, outcome);
    if (this.#races.size === 0 && !this.#cancelled) this.#observer.onEnd();
  }

  #tell(lane: Lane, outcome: RaceOutcome): void {
    if (outcome.reachable && !this.answered) {
      this.answered = true;
      this.#observer.onOutcome(outcome, false);
    } else if (!outcome.reachable) {
      // Where the limit is the connect's own end, there is no other sign of it.
      this.#giveUp(lane, outcome, lane.short && lane.doubtfulAfterMs === null && outcome.error === 'ETIMEDOUT');
    }
  }

  #limit(lane: Lane, limitMs: number): void {
    const doubt = (): void => this.#doubt(lane);
    this.#doubts.set(lane, this.#clock.setTimer(doubt, limitMs, { unref: true }));
  }

  #doubt(lane: Lane): void {
    this.#doubts.delete(lane);
    const { port } = lane.targets[0]!;
    const outcome = { reachable: false, error: 'ETIMEDOUT', rttMs: null, source: null, port };
    if (lane.lasting) this.#observer.onDoubt(lane, outcome);
    this.#giveUp(lane, outcome, true);
  }

  #giveUp(lane: Lane, outcome: RaceOutcome, doubtful: boolean): void {
    if (!this.#hopes.delete(lane)) return;
    this.#doubtful ||= doubtful;
    if (this.#hopes.size === 0 && !this.answered) this.#observer.onOutcome(outcome, this.#doubtful);
  }
}
