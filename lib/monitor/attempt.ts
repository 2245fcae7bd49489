import type { Clock, ClockTimer } from '../clock.ts';
import type { Probe, Prober, ProbeTarget } from '../probe/contract.ts';
import { type RaceOutcome, raceProbes } from './race.ts';

/** One address family of a host: what is connected to, and for how long. */
export interface Lane {
  readonly family: 4 | 6;
  readonly targets: readonly ProbeTarget[];
  /** After this long without an answer it is in doubt, and goes on. Null: it is waited for to its end. */
  readonly doubtfulAfterMs: number | null;
}

/** Whom an attempt tells. */
export interface AttemptObserver {
  /** The first answer, of whichever family; or the last failure, once no family is left. `doubtful`: some of it goes on. */
  onOutcome(outcome: RaceOutcome, doubtful: boolean): void;
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
  readonly #observer: AttemptObserver;
  readonly #races = new Map<Lane, Probe>();
  readonly #doubts = new Map<Lane, ClockTimer>();
  /** Families that have neither failed nor become doubtful. */
  #hopes: number;
  #cancelled = false;

  constructor({ prober, clock }: { prober: Prober; clock: Clock }, lanes: readonly Lane[], observer: AttemptObserver) {
    this.#observer = observer;
    this.#hopes = lanes.length;
    for (const lane of lanes) {
      this.#races.set(
        lane,
        raceProbes(prober, lane.targets, (outcome) => this.#settle(lane, outcome)),
      );
      if (lane.doubtfulAfterMs === null) continue;
      const doubt = (): void => this.#doubt(lane);
      this.#doubts.set(lane, clock.setTimer(doubt, lane.doubtfulAfterMs, { unref: true }));
    }
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
    const inDoubt = !this.#clearDoubt(lane) && lane.doubtfulAfterMs !== null;
    this.#observer.onLane(lane, outcome);
    if (outcome.reachable && !this.answered) {
      this.answered = true;
      this.#observer.onOutcome(outcome, false);
    } else if (!outcome.reachable && !inDoubt) {
      this.#giveUp(outcome);
    }
    if (this.#races.size === 0 && !this.#cancelled) this.#observer.onEnd();
  }

  #doubt(lane: Lane): void {
    this.#doubts.delete(lane);
    const { port } = lane.targets[0]!;
    this.#giveUp({ reachable: false, error: 'ETIMEDOUT', rttMs: null, source: null, port });
  }

  #giveUp(outcome: RaceOutcome): void {
    this.#hopes--;
    if (this.#hopes === 0 && !this.answered) this.#observer.onOutcome(outcome, this.#races.size > 0);
  }

  /** Answers whether there was one to come. */
  #clearDoubt(lane: Lane): boolean {
    const timer = this.#doubts.get(lane);
    timer?.cancel();
    return this.#doubts.delete(lane);
  }
}
