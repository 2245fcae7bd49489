import type { Clock } from '../../clock.ts';
import type { NetworkSnapshot, StateChange } from '../../monitor/snapshot.ts';
import type { NetworkState, StateReason } from '../../state/network-state.ts';

/** All that there are. */
export const NETWORK_STATES: readonly NetworkState[] = ['up', 'degraded', 'down', 'unknown'];

/** A change that was told, and how often. */
export interface CountedChange {
  state: NetworkState;
  reason: StateReason;
  count: number;
}

/** What no snapshot tells: which changes there were, and for how long the network was how. */
export class StateAccount {
  readonly #clock: Clock;
  readonly #changes = new Map<string, CountedChange>();
  readonly #elapsedMs = new Map<NetworkState, number>(NETWORK_STATES.map((state) => [state, 0]));
  #state: NetworkState;
  #reason: StateReason;
  #sinceMs: number;

  constructor({ state, reason }: Pick<NetworkSnapshot, 'state' | 'reason'>, clock: Clock) {
    this.#clock = clock;
    this.#state = state;
    this.#reason = reason;
    this.#sinceMs = clock.now();
  }

  /** To be called with every `state` event: one that tells nothing new (`notifyOnChange: false`) does not count. */
  readonly onState = ({ state, reason }: Pick<StateChange, 'state' | 'reason'>): void => {
    if (state === this.#state && reason === this.#reason) return;
    this.#settle();
    this.#state = state;
    this.#reason = reason;
    const key = `${state} ${reason}`;
    const counted = this.#changes.get(key);
    if (counted === undefined) this.#changes.set(key, { state, reason, count: 1 });
    else counted.count++;
  };

  changes(): Iterable<Readonly<CountedChange>> {
    return this.#changes.values();
  }

  /** Of every state, also of those that never were. */
  elapsedMs(): ReadonlyMap<NetworkState, number> {
    this.#settle();
    return this.#elapsedMs;
  }

  #settle(): void {
    const nowMs = this.#clock.now();
    this.#elapsedMs.set(this.#state, (this.#elapsedMs.get(this.#state) ?? 0) + nowMs - this.#sinceMs);
    this.#sinceMs = nowMs;
  }
}
