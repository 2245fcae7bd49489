import type { LostPath, NetworkView } from './network-view.ts';
import type { PathLosses } from './path-losses.ts';

/** What operations wait out the outages of: a network, or one destination. */
export interface LotView extends NetworkView {
  /** Nothing is known of it until it has been verified. */
  readonly doubtful?: boolean;
  /** Of the network that it is a part of. */
  readonly pathLosses?: PathLosses;
  /** Whether connections to it may have gone over this way, and can't go on. Absent: of whatever is lost. */
  hasLost?(path: LostPath): boolean;
  /** Whether some operation waits for it to be usable, or wants to know when it is not. */
  setWaited?(waited: boolean): void;
}
