import { AttemptContext } from './attempt-context.ts';
import { interruptionOf } from './errors.ts';
import type { OperationOwner } from './operation-owner.ts';
import type { ParkingLot } from './parking-lot.ts';
import type { Progress } from './progress.ts';

/** An attempt in flight, or that has failed. */
export interface Attempt {
  readonly context: AttemptContext;
  readonly startedMs: number;
  /** Whose outages concerned it; null without a monitor. */
  readonly lot: ParkingLot | null;
  /** `lot.outages` when it began. */
  readonly outagesBefore: number;
  /** `lot.pathLosses.count` when it began. */
  readonly lossesBefore: number;
  /** What it failed of, and how long that took; null and 0 in flight. */
  error: unknown;
  durationMs: number;
}

/** The next call of an operation. */
export function beginAttempt({ lot, turnClock }: OperationOwner, progress: Progress): Attempt {
  const context = new AttemptContext(progress.attempt, ++progress.invocation, progress.outages, progress.name);
  return {
    context,
    startedMs: turnClock.now(),
    lot,
    outagesBefore: lot === null ? 0 : lot.outages,
    lossesBefore: lot === null ? 0 : lot.pathLosses.count,
    error: null,
    durationMs: 0,
  };
}

/** Attempts without a delay between them, after which the event loop has its turn. */
const ATTEMPTS_A_TURN = 32;

/** Whether the event loop is to have a turn between this attempt and a next one that begins without a delay. */
export function yieldsAfter(attempt: number): boolean {
  return attempt % ATTEMPTS_A_TURN === 0;
}

/** Whether the network was down for a time while the attempt was in flight, as far as anybody knows. */
export function hasSeenOutage({ lot, outagesBefore }: Attempt): boolean {
  return lot !== null && lot.outages !== outagesBefore;
}

/** Whether the way that it was on has been lost meanwhile, be it that it was ended for that or that it may have failed of it. */
export function hasLostWay({ lot, lossesBefore, error }: Attempt): boolean {
  if (lot === null || lot.pathLosses.count === lossesBefore) return false;
  return interruptionOf(error) === 'lost-way' || lot.pathLosses.lastInUse > lossesBefore;
}
