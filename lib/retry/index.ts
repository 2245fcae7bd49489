export type { AttemptContext } from './attempt-context.ts';
export type { Jitter } from './backoff.ts';
export {
  type AttemptRecord,
  AttemptTimeoutError,
  NetworkDownError,
  NetworkWaitError,
  PathLostError,
  RetryBudgetError,
  RetryError,
} from './errors.ts';
export type * from './events.ts';
export type { Task } from './task.ts';
export type { RetryableError, RetryableTest } from './judge.ts';
export { nonRetryable, retryable } from './marks.ts';
export type { LostPath, NetworkView } from './network-view.ts';
export type { RetryerOptions, RetrySeams } from './policy.ts';
export { type OperationOptions, Retryer } from './retryer.ts';
export type { AttemptTrace, OperationProgress, RetryTrace } from './traces.ts';
export { withRetry } from './with-retry.ts';
