import { AttemptContext } from './attempt-context.ts';
import type { Attempt } from './attempt.ts';
import type { OperationOwner } from './operation-owner.ts';
import { Operation } from './operation.ts';
import { Progress } from './progress.ts';
import { nameOf, type Task } from './task.ts';
import { flyTraced } from './traces.ts';

/**
 * Performs an operation of which nothing but its own outcome can end an attempt. All but always its first attempt is all of it:
 * that one is made without an {@link Operation}, which comes to be with a failure, and takes over once there is something to wait for.
 */
export async function perform<Value>(
  owner: OperationOwner,
  task: Task<Value>,
  given: string | undefined,
): Promise<Value> {
  const { lot, announcer } = owner;
  const outagesBefore = lot === null ? 0 : lot.outages;
  const startedMs = owner.turnClock.now();
  const context = new AttemptContext(1, 1, 0, given ?? task);
  if (announcer.hears('attempt')) announcer.attempt(nameOf(task, given), 1, 1, 0);
  let value: Value;
  try {
    value = await task(context);
  } catch (error) {
    const progress = new Progress(nameOf(task, given), startedMs);
    progress.invocation = 1;
    const operation = new Operation(owner, task, null, progress);
    const failed = { context, startedMs, lot, outagesBefore, lossesBefore: 0, error, durationMs: 0 };
    return performAgain(operation, task, failed);
  }
  lot?.reportSuccess();
  if (announcer.hears('success')) announcer.success(nameOf(task, given), 1, 1, startedMs);
  return value;
}

// Attempt after attempt, for as long as each follows at once.
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
