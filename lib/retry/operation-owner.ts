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

/** Whether nothing is known to keep an attempt from beginning, and nothing has to be asked before it does. */
export function mayBegin({ lot }: OperationOwner): boolean {
  return lot === null || (!lot.isDown && !lot.isDoubtful);
}

/** Whether the network is down, as far as anybody knows. */
export function isDown({ lot }: OperationOwner): boolean {
  return lot !== null && lot.isDown;
}
