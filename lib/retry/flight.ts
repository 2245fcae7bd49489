import type { Clock, ClockTimer } from '../clock.ts';
import type { AbortHook } from './abort-hook.ts';
import type { AttemptContext } from './attempt-context.ts';
import { AttemptTimeoutError, NetworkDownError } from './errors.ts';
import type { ParkingLot } from './parking-lot.ts';
import type { RetryPolicy } from './policy.ts';

/** What can end an attempt from outside. */
export interface Flight {
  readonly clock: Clock;
  readonly policy: RetryPolicy;
  /** Null when nobody watches the network. */
  readonly lot: ParkingLot | null;
  /** Null when the caller gave no signal. */
  readonly hook: AbortHook | null;
}

/** What is to be done, once or several times. */
export type Task<Value> = (context: AttemptContext) => Value | PromiseLike<Value>;

/**
 * Invokes the task. When the caller aborts, the attempt takes too long, or the network goes down under
 * `abortOnNetworkDown`, the attempt's signal is aborted and the flight rejects at once, whether the task heeds it or not.
 */
export function fly<Value>(task: Task<Value>, context: AttemptContext, flight: Flight): Value | PromiseLike<Value> {
  const { policy, lot, hook } = flight;
  const watchesNetwork = lot !== null && policy.abortOnNetworkDownAfterMs !== null;
  if (hook === null && policy.attemptTimeoutMs === null && !watchesNetwork) return task(context);
  return new Promise<Value>((resolve, reject) => {
    const interrupt = (reason: unknown): void => {
      land();
      context.abort(reason);
      reject(reason);
    };
    const land = arrange(context, flight, interrupt);
    // Within the executor, so that a task that throws at once lands as one that rejects.
    const landed = async (): Promise<Value> => task(context);
    landed().then(
      (value) => {
        land();
        resolve(value);
      },
      interruptUnlessLanded(land, reject),
    );
  });
}

function interruptUnlessLanded(land: () => void, reject: (reason: unknown) => void): (reason: unknown) => void {
  return (reason) => {
    land();
    reject(reason);
  };
}

// Answers what takes it all back.
function arrange(context: AttemptContext, flight: Flight, interrupt: (reason: unknown) => void): () => void {
  const { clock, policy, lot, hook } = flight;
  const timers: ClockTimer[] = [];
  const after = (delayMs: number, callback: () => void): void => {
    timers.push(clock.setTimer(callback, delayMs, { unref: policy.unref }));
  };
  if (hook !== null) hook.interrupt = interrupt;
  const timeoutMs = policy.attemptTimeoutMs;
  if (timeoutMs !== null) after(timeoutMs, () => interrupt(new AttemptTimeoutError(context.name, timeoutMs)));
  const graceMs = policy.abortOnNetworkDownAfterMs;
  const watcher = {
    onDown: () => {
      const end = (): void => void (lot?.isDown === true && interrupt(new NetworkDownError(context.name)));
      if (graceMs === 0) end();
      else if (graceMs !== null) after(graceMs, end);
    },
  };
  if (graceMs !== null) lot?.watch(watcher);
  return () => {
    for (const timer of timers) timer.cancel();
    lot?.unwatch(watcher);
    if (hook !== null) hook.interrupt = null;
  };
}
