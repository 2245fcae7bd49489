import { AttemptContext } from './attempt-context.ts';
import { Operation, type OperationOwner } from './operation.ts';
import type { Task } from './task.ts';

/**
 * Performs the first attempt of an operation that nothing but its own outcome can end: what is all but always all of it, and
 * so without an {@link Operation}, which only comes to be when it fails.
 */
export async function performFirst<Value>(owner: OperationOwner, task: Task<Value>, name: string): Promise<Value> {
  const { lot, announcer } = owner;
  const outagesBefore = lot === null ? 0 : lot.outages;
  const startedMs = owner.turnClock.now();
  const context = new AttemptContext(1, 1, 0, name);
  announcer.attempt(name, 1, 1, 0);
  let value: Value;
  try {
    value = await task(context);
  } catch (error) {
    return new Operation(owner, task, name, null, startedMs).recover({ error, context, startedMs, outagesBefore });
  }
  lot?.monitor.reportSuccess?.();
  if (announcer.hears('success')) announcer.success(name, 1, 1, owner.clock.now() - startedMs);
  return value;
}
