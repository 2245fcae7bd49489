import type { NetworkSnapshot } from '../../monitor/snapshot.ts';
import type { NetworkState, StateReason } from '../../state/network-state.ts';
import type { Sample } from './sparkline.ts';

/** A change of the state, as the list of the last ones has it. */
export interface Transition {
  readonly at: Date;
  readonly state: NetworkState;
  readonly reason: StateReason;
  readonly interface: string | null;
  /** Milliseconds from the first news of it to the state; null where nothing told when it began. */
  readonly tookMs: number | null;
}

/** All that a view shows, at one moment. */
export interface ViewModel {
  readonly snapshot: NetworkSnapshot;
  /** How long the state has been what it is. */
  readonly ageMs: number;
  /** Of each host of the snapshot, in its order, the oldest sample first. */
  readonly samples: ReadonlyArray<readonly Sample[]>;
  /** The newest first. */
  readonly transitions: readonly Transition[];
  /** What there was to be said last, as on standard error. */
  readonly note: string | null;
}
