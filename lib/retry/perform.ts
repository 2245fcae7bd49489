import { AttemptContext } from './attempt-context.ts';
import type { Attempt } from './attempt.ts';
import type { OperationOwner } from './operation-owner.ts';
import { Operation } from './operation.ts';
import { Progress } from './progress.ts';
import { nameOf, type Task } from './task.ts';
import { flyTraced } from './traces.ts';

/**
 * Performs an operation of which nothing but its own outcome can end an attempt, attempt after attempt as long as each follows at
 * once. All but always its first is all of it: that one is made without an {@link Operation}, which comes to be with a failure, and
 * takes over when there is something to wait for.
 */
export async function perform<Value>(
  owner: OperationOwner,
  task: Task<Value>,
  given: string | undefined,
): Promise<Value> {
  const { lot, announcer } = owner;
  const outagesBefore = lot === null ? 0 : lot.outages;
  const startedMs = owner.turnClock.now();
  let context = new AttemptContext(1, 1, 0, given ?? task);
  if (announcer.hears('attempt')) announcer.attempt(nameOf(task, given), 1, 1, 0);
  let operation: Operation<Value> | null = null;
  let attempt: Attempt | null = null;
  for (;;) {
    let value: Value;
    try {
      value = await (attempt === null ? task(context) : flyTraced(task, context));
    } catch (error) {
      if (operation === null || attempt === null) {
        operation = new Operation(owner, task, null, Progress.afterFirst(nameOf(task, given), startedMs));
        attempt = { context, startedMs, lot, outagesBefore, error, durationMs: 0 };
      }
      const follows: Attempt | (() => void) = operation.afterFailure(attempt, error);
      if (typeof follows === 'function') return operation.settle(follows);
      attempt = follows;
      context = follows.context;
      continue;
    }
    if (operation !== null) operation.succeed();
    else {
      lot?.reportSuccess();
      if (announcer.hears('success')) announcer.success(nameOf(task, given), 1, 1, startedMs);
    }
    return value;
  }
}
