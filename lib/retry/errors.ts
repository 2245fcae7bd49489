import { propertyOf } from '../causes.ts';
import { NetwakeError } from '../errors.ts';
import { textOf } from '../error-text.ts';
import type { LostPath } from './network-view.ts';

/** One invocation that failed. */
export interface AttemptRecord {
  readonly attempt: number;
  readonly error: unknown;
  readonly startedAt: Date;
  readonly durationMs: number;
  /** The network was down, or the attempt's way was lost: it was given back, and did not count. */
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

/**
 * `ERR_NETWAKE_PATH_LOST`: the reason with which `abortOnNetworkDown` aborts the signal of an attempt whose source address,
 * interface or route is gone while the network is usable by another.
 */
export class PathLostError extends NetwakeError {
  /** What is gone: the source address, the interface, or the route by it. */
  readonly lost: LostPath['cause'];
  readonly interface: string | null;
  readonly source: string | null;

  constructor(name: string, { cause, interface: interfaceName, source }: LostPath) {
    const way = `${source ?? 'an unknown address'} on ${interfaceName ?? 'an unknown interface'}`;
    super('ERR_NETWAKE_PATH_LOST', `${name} was aborted because its way from ${way} was lost (${cause})`);
    this.lost = cause;
    this.interface = interfaceName;
    this.source = source;
  }
}

/**
 * What an attempt was ended for by its retryer, if it was for the network's sake. By the code: `instanceof` asks what was thrown,
 * and that may be a proxy that refuses.
 */
export function interruptionOf(error: unknown): 'outage' | 'lost-way' | null {
  const code = propertyOf(error, 'code');
  if (code === 'ERR_NETWAKE_NETWORK_DOWN') return 'outage';
  return code === 'ERR_NETWAKE_PATH_LOST' ? 'lost-way' : null;
}
