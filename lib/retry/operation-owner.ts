import type { Clock } from '../clock.ts';
import type { Announcer } from './announcer.ts';
import type { ParkingLot } from './parking-lot.ts';
import type { RetryPolicy } from './policy.ts';
import type { ResumeGate } from './resume-gate.ts';
import type { RetryBudget } from './retry-budget.ts';
import type { TurnClock } from './turn-clock.ts';

/** The retryer, as its operations see it. */
export interface OperationOwner {
  readonly policy: RetryPolicy;
  readonly clock: Clock;
  readonly turnClock: TurnClock;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly announcer: Announcer;
  /** Where to wait out outages at present; null without a monitor. */
  readonly lot: ParkingLot | null;
  /** Null: all go on at once. */
  readonly gate: ResumeGate | null;
  /** Null: without limit. */
  readonly budget: RetryBudget | null;
}
