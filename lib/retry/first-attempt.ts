import { AttemptContext } from './attempt-context.ts';
import type { OperationOwner } from './operation-owner.ts';
import { Operation } from './operation.ts';
import { nameOf, type Task } from './task.ts';

/**
 * Performs the first attempt of an operation that nothing but its own outcome can end: what is all but always all of it, and
 * so without an {@link Operation}, which only comes to be when it fails.
 */
export async function performFirst<Value>(
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
    const failure = { error, context, startedMs, outagesBefore };
    return new Operation(owner, task, nameOf(task, given), null, startedMs).recover(failure);
  }
  lot?.monitor.reportSuccess?.();
  if (announcer.hears('success')) announcer.success(nameOf(task, given), 1, 1, startedMs);
  return value;
}
