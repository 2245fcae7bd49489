/** An invocation is about to begin. */
export interface AttemptEvent {
  name: string;
  attempt: number;
  invocation: number;
  outages: number;
}

/** An attempt failed, and another follows after a delay. */
export interface RetryEvent {
  name: string;
  /** The one that failed. */
  attempt: number;
  delayMs: number;
  error: unknown;
}

/** An operation is parked. */
export interface OutageEvent {
  name: string;
  attempt: number;
  /** Null when the operation had not started. */
  error: unknown;
}

/** An operation that was parked goes on. */
export interface ResumeEvent {
  name: string;
  attempt: number;
  parkedMs: number;
}

/** An operation ended. */
export interface EndEvent {
  name: string;
  attempt: number;
  elapsedMs: number;
  /** What it rejected with; null for a success. */
  error: unknown;
}

/** Events of a Retryer and what their listeners get. Each operation ends in one `success` or one `giveup`. */
export interface RetryerEvents {
  attempt: [AttemptEvent];
  retry: [RetryEvent];
  outage: [OutageEvent];
  resume: [ResumeEvent];
  success: [EndEvent];
  giveup: [EndEvent];
}
