import type { NetworkSnapshot, StateChange } from './snapshot.ts';

/** What a change of state says, but for when it came and its snapshot. */
type Parts = Omit<StateChange, 'snapshot' | 'at'>;

/** Where the snapshot of a change comes from, and is kept. */
interface Source {
  take: () => NetworkSnapshot;
  snapshot: NetworkSnapshot | null;
}

const SOURCE: unique symbol = Symbol('source of the snapshot');

interface Change extends StateChange {
  readonly [SOURCE]: Source;
}

// One getter for all: objects whose accessors differ can't share a shape, and are slow to freeze.
const ON_DEMAND: PropertyDescriptor = {
  enumerable: true,
  get(this: Change): NetworkSnapshot {
    return (this[SOURCE].snapshot ??= this[SOURCE].take());
  },
};

/**
 * A change of state as listeners get it, frozen. Its snapshot is made when somebody looks at it, or by {@link
 * Announcement.settle}: it takes a good part of the time from the kernel's message to the listener, and most listeners need the
 * state alone. Whoever announces settles it before anything moves on, so that it is the view at the change whenever it is
 * looked at.
 *
 * For the same reason it may be made before the change comes, if that is foreseen; all but the time is known then.
 */
export class Announcement {
  readonly #change: StateChange;
  readonly #source: Source;

  constructor({ state, previous, reason, cause }: Parts, take: () => NetworkSnapshot) {
    this.#source = { take, snapshot: null };
    const change = { state, previous, reason, cause: Object.freeze(cause), at: new Date(Number.NaN) };
    Object.defineProperty(change, SOURCE, { value: this.#source });
    Object.defineProperty(change, 'snapshot', ON_DEMAND);
    this.#change = Object.freeze(change) as Change;
  }

  /** What listeners get when it comes to pass. */
  at(time: Date): StateChange {
    this.#change.at.setTime(time.getTime());
    return this.#change;
  }

  /** Makes the snapshot if there is none yet. */
  settle(): void {
    this.#source.snapshot ??= this.#source.take();
  }
}
