/** What an engine is told by others than its source and its probes. */
export type Hint =
  /** The machine slept. */
  | { type: 'wake'; sleptMs: number }
  /** An operation succeeded while the network was thought to be down. */
  | { type: 'success' }
  /** One failed, and its error speaks of the network. */
  | { type: 'suspicion' };
