import { backoffDelayMs } from './backoff.ts';
import { RetryBudgetError, RetryError } from './errors.ts';
import type { End } from './failure.ts';
import type { OperationOwner } from './operation-owner.ts';
import { retryAfterMs } from './retry-after.ts';

/** An attempt that has failed on a network that is usable, as far as anybody knows. */
export interface Setback {
  readonly name: string;
  readonly attempt: number;
  readonly error: unknown;
  readonly previousDelayMs: number;
  /** Since the call, without the time parked. */
  readonly elapsedMs: () => number;
}

/** What follows a failed attempt: another after a delay, or the end. */
export interface Outlook {
  readonly delayMs: number;
  readonly end: End | null;
}

/** Decides it, and spends of the budget. */
export function lookAhead(owner: OperationOwner, setback: Setback): Outlook {
  const { budget, clock, announcer } = owner;
  const { name, attempt, error } = setback;
  const delayMs = nextDelayMs(owner, setback);
  if (isLast(owner, setback, delayMs)) {
    const end: End = (history) => {
      announcer.exhausted(name, attempt, error);
      return new RetryError(name, attempt, history.records(clock), error);
    };
    return { delayMs, end };
  }
  if (budget === null || budget.take()) return { delayMs, end: null };
  const end: End = (history) => {
    announcer.overBudget(name, attempt, error);
    return new RetryBudgetError(name, history.records(clock), error);
  };
  return { delayMs, end };
}

// Jitter never makes it shorter than the server asked for.
function nextDelayMs({ policy, clock, random }: OperationOwner, { attempt, previousDelayMs, error }: Setback): number {
  const delayMs = backoffDelayMs(policy, attempt, previousDelayMs, random());
  return policy.respectRetryAfter ? Math.max(delayMs, retryAfterMs(error, clock) ?? 0) : delayMs;
}

function isLast({ policy }: OperationOwner, { attempt, elapsedMs }: Setback, delayMs: number): boolean {
  if (attempt >= policy.maxAttempts) return true;
  return policy.maxElapsedTimeMs !== null && elapsedMs() + delayMs > policy.maxElapsedTimeMs;
}
