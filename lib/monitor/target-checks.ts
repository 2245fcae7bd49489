import type { Clock } from '../clock.ts';
import type { TargetCheck } from './target-watch.ts';
import { type WaitLimits, WaitingList } from './waiting-list.ts';

/**
 * Who wait for the outcome of a check of one target. A probe that is under way answers those who asked before it went out; for
 * all who ask meanwhile there is one more after it, however many they are.
 */
export class TargetChecks {
  readonly #launch: () => number | null;
  #present: WaitingList<object, TargetCheck>;
  #next: WaitingList<object, TargetCheck>;
  /** The first probe whose failure answers the present ones; null while none could be made. */
  #round: number | null = null;

  /** @param launch  makes a probe and answers its number, or null when there is nothing to be probed yet */
  constructor(clock: Clock, launch: () => number | null) {
    this.#launch = launch;
    this.#present = new WaitingList(clock);
    this.#next = new WaitingList(clock);
  }

  get size(): number {
    return this.#present.size + this.#next.size;
  }

  /** @param owner  by whom it can be rejected */
  ask(owner: object, limits: WaitLimits): Promise<TargetCheck> {
    if (this.#present.size > 0) return this.#next.wait(owner, limits);
    const outcome = this.#present.wait(owner, limits);
    this.begin();
    return outcome;
  }

  /** The first probe, or another in its place: what it went by is no more. */
  begin(): void {
    this.#round = null;
    this.#round = this.#launch();
  }

  /** A probe has come to its end. An answer is one to everybody. */
  answer(round: number, reachable: boolean, found: () => TargetCheck): void {
    if (this.size === 0) return;
    if (reachable) {
      const check = found();
      this.#present.resolve(check);
      return this.#next.resolve(check);
    }
    if (this.#round !== null && round < this.#round) return;
    this.#present.resolve(found());
    if (this.#next.size === 0) return;
    [this.#present, this.#next] = [this.#next, this.#present];
    this.begin();
  }

  rejectAll(error: unknown, owner?: object): void {
    const isMeant = (asker: object): boolean => owner === undefined || asker === owner;
    this.#present.reject(error, isMeant);
    this.#next.reject(error, isMeant);
  }
}
