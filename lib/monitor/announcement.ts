import type { NetworkState, StateCause, StateReason } from '../state/network-state.ts';
import type { NetworkSnapshot, StateChange } from './snapshot.ts';

const NEVER = new Date(Number.NaN);

/**
 * A change of state as listeners get it. Its snapshot is made when somebody looks at it, or by {@link Announcement.settle}: it
 * takes a good part of the time from the kernel's message to the listener, and most listeners need the state alone. Whoever
 * announces settles it before anything moves on, so that it is the view at the change whenever it is looked at.
 *
 * For the same reason it can be made before there is anything to announce, and is frozen after the listeners have had it.
 */
export class Announcement implements StateChange {
  // One getter for all: objects whose accessors differ can't share a shape, and are slow to make.
  static readonly #onDemand: PropertyDescriptor = {
    enumerable: true,
    get(this: Announcement): NetworkSnapshot {
      return (this.#snapshot ??= this.#take());
    },
  };

  state: NetworkState = 'unknown';
  previous: NetworkState = 'unknown';
  reason: StateReason = 'not-started';
  cause: StateCause = { type: 'start' };
  at: Date = NEVER;
  declare readonly snapshot: NetworkSnapshot;
  #snapshot: NetworkSnapshot | null = null;
  readonly #take: () => NetworkSnapshot;

  constructor(take: () => NetworkSnapshot) {
    this.#take = take;
    Object.defineProperty(this, 'snapshot', Announcement.#onDemand);
  }

  /** Makes the snapshot if there is none yet; from now on nothing changes any more. */
  static settle(change: Announcement): void {
    change.#snapshot ??= change.#take();
    Object.freeze(change);
  }
}
