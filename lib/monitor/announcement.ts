import type { NetworkState, StateCause, StateReason } from '../state/network-state.ts';
import type { NetworkSnapshot, StateChange } from './snapshot.ts';

/** What a change of state says, but for its snapshot. */
type Parts = Omit<StateChange, 'snapshot'>;

/** Where the snapshot of a change comes from, and is kept. */
interface Source {
  take: () => NetworkSnapshot;
  snapshot: NetworkSnapshot | null;
}

const SOURCE: unique symbol = Symbol('source of the snapshot');

interface Change extends StateChange {
  readonly [SOURCE]: Source;
}

const NEVER = new Date(Number.NaN);

// One getter for all: objects whose accessors differ can't share a shape, and are slow to freeze.
const ON_DEMAND: PropertyDescriptor = {
  enumerable: true,
  get(this: Change): NetworkSnapshot {
    return (this[SOURCE].snapshot ??= this[SOURCE].take());
  },
};

/**
 * A change of state as listeners get it. Its snapshot is made when somebody looks at it, or by {@link Announcement.settle}: it
 * takes a good part of the time from the kernel's message to the listener, and most listeners need the state alone. Whoever
 * announces settles it before anything moves on, so that it is the view at the change whenever it is looked at.
 *
 * For the same reason it is made before there is anything to announce.
 */
export class Announcement {
  readonly #change: { -readonly [Key in keyof Parts]: Parts[Key] };
  readonly #source: Source;

  constructor(take: () => NetworkSnapshot) {
    this.#source = { take, snapshot: null };
    const state: NetworkState = 'unknown';
    const reason: StateReason = 'not-started';
    const cause: StateCause = { type: 'start' };
    this.#change = { state, previous: state, reason, cause, at: NEVER };
    Object.defineProperty(this.#change, SOURCE, { value: this.#source });
    Object.defineProperty(this.#change, 'snapshot', ON_DEMAND);
  }

  /** Fills it in, once. Answers what listeners get, frozen. */
  fill({ state, previous, reason, cause, at }: Parts): StateChange {
    const change = this.#change;
    change.state = state;
    change.previous = previous;
    change.reason = reason;
    change.cause = Object.freeze(cause);
    change.at = at;
    return Object.freeze(change) as StateChange;
  }

  /** Makes the snapshot if there is none yet. */
  settle(): void {
    this.#source.snapshot ??= this.#source.take();
  }
}
