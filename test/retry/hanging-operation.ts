import { deferred } from '../support/failure.ts';
import type { RetryHarness } from './harness.ts';

/** One attempt, which ends with the network, or with its way. */
export const ABORTING = { maxAttempts: 1, abortOnNetworkDown: true } as const;

/** An operation whose attempts hang until they are aborted, and of which attempt number `last` (from 1) ends when `land` says so. */
export interface HangingOperation {
  readonly done: Promise<string>;
  readonly calls: ReadonlyArray<{ attempt: number; invocation: number; outages: number }>;
  /** Why attempts were aborted. */
  readonly reasons: readonly unknown[];
  land(): void;
}

export function hanging(harness: RetryHarness, last: number): HangingOperation {
  const calls: Array<{ attempt: number; invocation: number; outages: number }> = [];
  const reasons: unknown[] = [];
  const landing = deferred<string>();
  const done = harness.retryer.do(({ attempt, invocation, outages, signal }) => {
    calls.push({ attempt, invocation, outages });
    if (invocation === last) return landing.promise;
    return new Promise<string>(() => signal.addEventListener('abort', () => reasons.push(signal.reason)));
  });
  done.catch(() => {});
  return { done, calls, reasons, land: () => landing.resolve('done') };
}
