import type { NetworkView } from './network-view.ts';

/** What operations wait out the outages of: a network, or one destination. */
export interface LotView extends NetworkView {
  /** Nothing is known of it until it has been verified. */
  readonly doubtful?: boolean;
  /** Whether some operation waits for it to be usable, or wants to know when it is not. */
  setWaited?(waited: boolean): void;
}
