import { AttemptContext } from './attempt-context.ts';
import type { Attempt } from './attempt.ts';
import type { OperationOwner } from './operation-owner.ts';
import { Operation } from './operation.ts';
import { Progress } from './progress.ts';
import { nameOf, type Task } from './task.ts';
import { flyTraced } from './traces.ts';

/**
 * Performs an operation of which nothing but its own outcome can end an attempt. All but always its first is all of it: that one
 * is made without an {@link Operation}, which comes to be with a failure. Its outcome is asked for with `then`, for what an `await`
 * throws costs as much as all the rest of a retry.
 */
export function perform<Value>(owner: OperationOwner, task: Task<Value>, given: string | undefined): Promise<Value> {
  const { lot, announcer } = owner;
  const outagesBefore = lot === null ? 0 : lot.outages;
  const startedMs = owner.turnClock.now();
  const context = new AttemptContext(1, 1, 0, given ?? task);
  if (announcer.hears('attempt')) announcer.attempt(nameOf(task, given), 1, 1, 0);
  const onValue = (value: Value): Value => {
    lot?.reportSuccess();
    if (announcer.hears('success')) announcer.success(nameOf(task, given), 1, 1, startedMs);
    return value;
  };
  const onError = (error: unknown): Promise<Value> => {
    const operation = new Operation(owner, task, null, Progress.afterFirst(nameOf(task, given), startedMs));
    const failed = { context, startedMs, lot, outagesBefore, lossesBefore: 0, error, durationMs: 0 };
    return performAgain(operation, task, failed);
  };
  let outcome: Promise<Value>;
  try {
    outcome = Promise.resolve(task(context));
  } catch (error) {
    return onError(error);
  }
  return outcome.then(onValue, onError);
}

// Attempt after attempt for as long as each follows at once. The operation takes over when there is something to wait for.
async function performAgain<Value>(operation: Operation<Value>, task: Task<Value>, failed: Attempt): Promise<Value> {
  let attempt = failed;
  let { error } = failed;
  for (;;) {
    const follows = operation.afterFailure(attempt, error);
    if (typeof follows === 'function') return operation.settle(follows);
    attempt = follows;
    let value: Value;
    try {
      value = await flyTraced(task, attempt.context);
    } catch (thrown) {
      error = thrown;
      continue;
    }
    operation.succeed();
    return value;
  }
}
