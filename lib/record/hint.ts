/** What an engine is told by others than its source and its probes. */
export type Hint =
  /** The machine slept. */
  { type: 'wake'; sleptMs: number };
