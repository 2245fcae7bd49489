import { NetwakeError } from '../errors.ts';
import { textOf } from './error-text.ts';

/** One invocation that failed. */
export interface AttemptRecord {
  readonly attempt: number;
  readonly error: unknown;
  readonly startedAt: Date;
  readonly durationMs: number;
  /** The network was down: the attempt was given back, and did not count. */
  readonly outage: boolean;
}

/** `ERR_NETWAKE_RETRY_EXHAUSTED`: every attempt failed. `cause` is the last error. */
export class RetryError extends NetwakeError {
  /** What was tried, oldest first: the last thousand at most. */
  readonly attempts: readonly AttemptRecord[];

  constructor(name: string, count: number, attempts: readonly AttemptRecord[], cause: unknown) {
    super(
      'ERR_NETWAKE_RETRY_EXHAUSTED',
      `${name} failed after ${count} ${count === 1 ? 'attempt' : 'attempts'}: ${textOf(cause)}`,
      {
        cause,
      },
    );
    this.attempts = attempts;
  }
}

/** `ERR_NETWAKE_BUDGET`: an attempt failed, and the retryer's `budget` had no token left for another. `cause` is its error. */
export class RetryBudgetError extends NetwakeError {
  /** What was tried, oldest first: the last thousand at most. */
  readonly attempts: readonly AttemptRecord[];

  constructor(name: string, attempts: readonly AttemptRecord[], cause: unknown) {
    super('ERR_NETWAKE_BUDGET', `${name} failed, and the retry budget is spent: ${textOf(cause)}`, { cause });
    this.attempts = attempts;
  }
}

/** `ERR_NETWAKE_ATTEMPT_TIMEOUT`: an attempt took longer than `attemptTimeout`. Retryable. */
export class AttemptTimeoutError extends NetwakeError {
  constructor(name: string, timeoutMs: number) {
    super('ERR_NETWAKE_ATTEMPT_TIMEOUT', `${name} did not finish within ${timeoutMs} ms`);
  }
}

/** `ERR_NETWAKE_NETWORK_WAIT`: the outage lasted longer than `maxNetworkWait`. `cause` is the error that parked the operation, if any. */
export class NetworkWaitError extends NetwakeError {
  constructor(name: string, waitMs: number, cause: unknown) {
    super(
      'ERR_NETWAKE_NETWORK_WAIT',
      `${name} waited ${waitMs} ms for the network`,
      cause === null ? undefined : { cause },
    );
  }
}

/** `ERR_NETWAKE_NETWORK_DOWN`: the reason with which `abortOnNetworkDown` aborts the signal of an attempt. */
export class NetworkDownError extends NetwakeError {
  constructor(name: string) {
    super('ERR_NETWAKE_NETWORK_DOWN', `${name} was aborted because the network went down`);
  }
}
