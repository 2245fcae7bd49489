import type { ClockTimer } from '../clock.ts';
import type { DamperCheckpoint } from '../record/checkpoint.ts';
import { charged, type Damping, type DampingSettings, decayed, heldMs, released, UNDAMPED } from '../state/damping.ts';
import type { Effect, Machine } from '../state/machine.ts';
import { isUsableState, type NetworkState } from '../state/network-state.ts';
import type { EngineObserver } from './engine-observer.ts';
import type { EngineParts } from './engine-parts.ts';
import type { DampingSnapshot } from './snapshot.ts';

type Publish = Extract<Effect, { type: 'publish' }>;

/**
 * Stands between the reducer and those who are told of the state: `down` goes through at once, always; what follows an outage
 * is held back while there have been too many of them of late.
 */
export class Damper {
  readonly #settings: DampingSettings | null;
  readonly #parts: EngineParts;
  readonly #observer: Pick<EngineObserver, 'onPublish'>;
  readonly #inTurn: (callback: (machine: Machine) => void) => void;
  #damping: Damping = UNDAMPED;
  /** The state as others know it. */
  #told: NetworkState = 'unknown';
  #held: { effect: Publish; timer: ClockTimer } | null = null;

  /**
   * @param settings  null: nothing is held back
   * @param inTurn  calls back when it is the turn of something that came now
   */
  constructor(
    settings: DampingSettings | null,
    parts: EngineParts,
    observer: Pick<EngineObserver, 'onPublish'>,
    inTurn: (callback: (machine: Machine) => void) => void,
  ) {
    this.#settings = settings;
    this.#parts = parts;
    this.#observer = observer;
    this.#inTurn = inTurn;
  }

  publish(effect: Publish): void {
    const settings = this.#settings;
    if (settings === null) return this.#tell(effect);
    this.#unhold();
    if (effect.state === 'down') return this.#goDown(effect, settings);
    if (isUsableState(effect.state)) {
      const waitMs = heldMs(this.#damping, this.#nowMs(), settings);
      if (waitMs > 0) return this.#hold(effect, waitMs);
    }
    this.#pass(effect);
  }

  /** Null when there is no damping. */
  snapshot(): DampingSnapshot | null {
    if (this.#settings === null) return null;
    const { penalty, suppressed } = decayed(this.#damping, this.#nowMs(), this.#settings);
    const waitMs = heldMs(this.#damping, this.#nowMs(), this.#settings);
    const until = suppressed ? new Date(this.#parts.clock.wallNow().getTime() + waitMs) : null;
    return Object.freeze({ penalty: Math.round(penalty), suppressed, until });
  }

  checkpoint(): DamperCheckpoint | null {
    if (this.#settings === null) return null;
    const { penalty, suppressed } = decayed(this.#damping, this.#nowMs(), this.#settings);
    return { penalty, suppressed, told: this.#told, held: this.#held?.effect ?? null };
  }

  /** What is held back has no timer until `relaunch`. */
  restore(checkpoint: DamperCheckpoint | null): void {
    if (checkpoint === null) return;
    const { penalty, suppressed, told, held } = checkpoint;
    this.#damping = { penalty, suppressed, atMs: this.#nowMs() };
    this.#told = told;
    if (held !== null) this.#held = { effect: held, timer: { cancel: () => {} } };
  }

  relaunch(): void {
    const effect = this.#held?.effect;
    if (effect === undefined || this.#settings === null) return;
    this.#unhold();
    this.#hold(effect, heldMs(this.#damping, this.#nowMs(), this.#settings));
  }

  // An outage that nobody has been told to be over goes on, and counts all the same.
  #goDown(effect: Publish, settings: DampingSettings): void {
    if (isUsableState(effect.previous)) this.#damping = charged(this.#damping, this.#nowMs(), settings);
    if (this.#told !== 'down') this.#pass(effect);
  }

  #hold(effect: Publish, waitMs: number): void {
    const release = (): void => this.#inTurn((machine) => this.#release(machine));
    this.#held = { effect, timer: this.#parts.clock.setTimer(release, waitMs, { unref: true }) };
  }

  #unhold(): void {
    this.#held?.timer.cancel();
    this.#held = null;
  }

  #release(machine: Machine): void {
    const effect = this.#held?.effect;
    if (effect === undefined || this.#settings === null) return;
    this.#held = null;
    this.#damping = released(this.#damping, this.#nowMs(), this.#settings);
    // The reason may have changed since, as it may while a state lasts.
    this.#pass({ ...effect, reason: machine.reason });
  }

  #pass(effect: Publish): void {
    const previous = this.#told;
    this.#told = effect.state;
    // The same object where it says the same: it may have been foreseen.
    this.#tell(effect.previous === previous ? effect : { ...effect, previous });
  }

  #tell(effect: Publish): void {
    this.#parts.tap?.onPublish(effect);
    this.#observer.onPublish(effect);
  }

  #nowMs(): number {
    return this.#parts.clock.now();
  }
}
