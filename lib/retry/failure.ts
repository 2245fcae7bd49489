import type { AttemptContext } from './attempt-context.ts';
import type { AttemptHistory } from './history.ts';

/** An attempt, and what it failed of. */
export interface Failure {
  error: unknown;
  readonly context: AttemptContext;
  readonly startedMs: number;
  /** `ParkingLot.outages` when the attempt began. */
  readonly outagesBefore: number;
}

/** What an operation ends with, made from all that it has tried. */
export type End = (history: AttemptHistory) => Error;

/** A failure whose backoff, or verification, is under way. */
export interface Pause {
  readonly failure: Failure;
  /** What the operation ends with, unless the failure turns out to be the network's; null when another attempt follows. */
  readonly end: End | null;
  elapsed: boolean;
  verified: boolean;
}

/** Attempts without a delay between them, after which the event loop has its turn. */
export const ATTEMPTS_A_TURN = 32;
