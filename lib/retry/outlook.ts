import { speaksOfNetwork } from '../network-failure.ts';
import type { Announcer } from './announcer.ts';
import { type Attempt, hasLostWay, hasSeenOutage, yieldsAfter } from './attempt.ts';
import { backoffDelayMs } from './backoff.ts';
import { interruptionOf, RetryBudgetError, RetryError } from './errors.ts';
import { type PastFailure, recordsUpTo } from './history.ts';
import type { OperationOwner } from './operation-owner.ts';
import type { Progress } from './progress.ts';
import { RestartPace } from './restart-pace.ts';
import { retryAfterMs } from './retry-after.ts';

/** What an operation ends with, made from all that it has tried. */
export type End = (history: PastFailure) => unknown;

/** What follows a failed attempt. */
export interface Outlook {
  /** It was the network's: the attempt is given back. */
  readonly isOutage: boolean;
  /** Its way was lost, and the network was not: the attempt is given back, and begins anew after the delay. */
  readonly isWayLost: boolean;
  /** It may be the network's: that is to be verified before the attempt counts. */
  readonly isSuspicious: boolean;
  readonly delayMs: number;
  /** The end, unless it turns out to be the network's; null when another attempt follows. */
  readonly end: End | null;
}

/** Another attempt, for which there is nothing to wait. */
export const AT_ONCE: Outlook = { isOutage: false, isWayLost: false, isSuspicious: false, delayMs: 0, end: null };
const OUTAGE: Outlook = { ...AT_ONCE, isOutage: true };

/** Decides it, and spends of the budget. */
export function outlookAfter(owner: OperationOwner, progress: Progress, attempt: Attempt, error: unknown): Outlook {
  const { lot, turnClock } = owner;
  progress.lastError = attempt.error = error;
  attempt.durationMs = turnClock.now() - attempt.startedMs;
  const isSuspicious = lot !== null && speaksOfNetwork(error);
  // What it was interrupted for is known.
  if (isSuspicious && interruptionOf(error) === null) lot.reportFailure(error);
  // What the kernel has already said must be known before the attempt is judged, and counted.
  const isDown = lot !== null && lot.refresh();
  const refusal = refusalOf(owner, progress, attempt, isDown);
  if (refusal !== null) return { ...AT_ONCE, end: refusal };
  if (isDown || (isSuspicious && hasSeenOutage(attempt))) return OUTAGE;
  return (
    (isSuspicious ? restartAfter(owner, progress, attempt) : null) ?? retryAfter(owner, progress, error, isSuspicious)
  );
}

/** Notes and tells what is to come, if that is an attempt of its own. */
export function foretell({ announcer }: OperationOwner, progress: Progress, outlook: Outlook): void {
  if (outlook.isOutage || outlook.isWayLost || outlook.end !== null) return;
  progress.previousDelayMs = outlook.delayMs;
  announcer.retry(progress.name, progress.attempt, outlook.delayMs, progress.lastError);
}

function retryAfter(owner: OperationOwner, progress: Progress, error: unknown, isSuspicious: boolean): Outlook {
  const delayMs = nextDelayMs(owner, progress, error);
  const end = limitOf(owner, progress, delayMs, error);
  return delayMs === 0 && end === null && !isSuspicious ? AT_ONCE : { ...AT_ONCE, isSuspicious, delayMs, end };
}

// Null where lost ways don't matter, and where it would begin too late.
function restartAfter(owner: OperationOwner, progress: Progress, attempt: Attempt): Outlook | null {
  if (owner.policy.abortOnNetworkDownAfterMs === null || !hasLostWay(attempt)) return null;
  const delayMs = (progress.restarts ??= new RestartPace()).nextDelayMs(attempt.durationMs);
  return isTooLate(owner, progress, delayMs) ? null : { ...AT_ONCE, isWayLost: true, delayMs };
}

/** Whether there is nothing to wait for before what follows a failure of its own. */
export function followsAtOnce({ isSuspicious, delayMs, end }: Outlook, { attempt }: Progress): boolean {
  return !isSuspicious && (end !== null || (delayMs === 0 && !yieldsAfter(attempt)));
}

/** The end, when its verification has taken longer than there was time; what it took of the budget goes back. */
export function lateEnd(owner: OperationOwner, progress: Progress): End | null {
  if (!isTooLate(owner, progress, 0)) return null;
  owner.budget?.giveBack();
  return exhausted(owner, progress, progress.lastError);
}

// Null when the error may be tried again.
function refusalOf(
  { policy, announcer }: OperationOwner,
  progress: Progress,
  { error, context }: Attempt,
  isDown: boolean,
): End | null {
  if (interruptionOf(error) !== null) return null;
  try {
    return policy.judge.isRetryable(error, context, isDown) ? null : notRetryable(announcer, progress, error);
  } catch (mistake) {
    // The caller's own rule fails: that is what there is to tell.
    return mistaken(mistake);
  }
}

// Jitter never makes it shorter than the server asked for.
function nextDelayMs({ policy, clock, random }: OperationOwner, progress: Progress, error: unknown): number {
  const delayMs = backoffDelayMs(policy, progress.attempt, progress.previousDelayMs, random());
  return policy.respectRetryAfter ? Math.max(delayMs, retryAfterMs(error, clock) ?? 0) : delayMs;
}

// Null when another attempt is allowed.
function limitOf(owner: OperationOwner, progress: Progress, delayMs: number, error: unknown): End | null {
  if (isLast(owner, progress, delayMs)) return exhausted(owner, progress, error);
  return owner.budget === null || owner.budget.take() ? null : overBudget(owner, progress, error);
}

// The ends, by themselves: what a closure captures is allocated as soon as its function is called.
function exhausted({ announcer, clock }: OperationOwner, { name, attempt }: Progress, error: unknown): End {
  return (history) => {
    announcer.exhausted(name, attempt, error);
    return new RetryError(name, attempt, recordsUpTo(history, clock), error);
  };
}

function overBudget({ announcer, clock }: OperationOwner, { name, attempt }: Progress, error: unknown): End {
  return (history) => {
    announcer.overBudget(name, attempt, error);
    return new RetryBudgetError(name, recordsUpTo(history, clock), error);
  };
}

function notRetryable(announcer: Announcer, { name, attempt }: Progress, error: unknown): End {
  return () => {
    announcer.notRetryable(name, attempt, error);
    return error;
  };
}

function mistaken(mistake: unknown): End {
  return () => mistake;
}

function isLast(owner: OperationOwner, progress: Progress, delayMs: number): boolean {
  return progress.attempt >= owner.policy.maxAttempts || isTooLate(owner, progress, delayMs);
}

function isTooLate({ policy, clock }: OperationOwner, progress: Progress, delayMs: number): boolean {
  return policy.maxElapsedTimeMs !== null && progress.workedMs(clock.now()) + delayMs > policy.maxElapsedTimeMs;
}
