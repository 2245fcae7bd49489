import type { NetworkSnapshot, StateChange } from './snapshot.ts';

/**
 * A change of state as listeners get it. Its snapshot is made when somebody looks at it, or by {@link Announcement.settle}: it
 * takes a good part of the time from the kernel's message to the listener, and most listeners need the state alone. Whoever
 * announces settles it before anything moves on, so that it is the view at the change whenever it is looked at.
 */
export class Announcement {
  readonly change: StateChange;
  #snapshot: NetworkSnapshot | null = null;
  readonly #take: () => NetworkSnapshot;

  constructor(parts: Omit<StateChange, 'snapshot'>, take: () => NetworkSnapshot) {
    this.#take = take;
    const settle = (): NetworkSnapshot => this.settle();
    const { state, previous, reason, cause, at } = parts;
    this.change = Object.freeze({
      state,
      previous,
      reason,
      cause,
      at,
      get snapshot(): NetworkSnapshot {
        return settle();
      },
    });
  }

  /** Makes the snapshot if there is none yet. */
  settle(): NetworkSnapshot {
    this.#snapshot ??= this.#take();
    return this.#snapshot;
  }
}
