import { AttemptContext } from './attempt-context.ts';
import { type Attempt, beginAttempt, yieldsAfter } from './attempt.ts';
import { mayBegin, type OperationOwner } from './operation-owner.ts';
import { Operation } from './operation.ts';
import { AT_ONCE, foretell, type Outlook, outlookAfter } from './outlook.ts';
import { Progress } from './progress.ts';
import { nameOf, type Task } from './task.ts';
import { isTraced } from './traces.ts';

/** Whether nothing about the network could end, or put off, an attempt that begins now, and nobody is told of it. */
export function isLeftAlone(owner: OperationOwner): boolean {
  return (owner.lot === null || (owner.policy.abortOnNetworkDownAfterMs === null && mayBegin(owner))) && !isTraced();
}

/**
 * Performs an operation of which nothing but its own outcome can end an attempt, for as long as there is nothing to wait for: then
 * an {@link Operation} takes over. All but always the first attempt is all of it, and what later ones need comes to be with a failure.
 */
export function perform<Value>(owner: OperationOwner, task: Task<Value>, given: string | undefined): Promise<Value> {
  const { lot, announcer } = owner;
  const outagesBefore = lot === null ? 0 : lot.outages;
  const startedMs = owner.turnClock.now();
  const context = new AttemptContext(1, 1, 0, given ?? task);
  if (announcer.hears('attempt'))
    announcer.attempt({ name: nameOf(task, given), attempt: 1, invocation: 1, outages: 0 });
  const onValue = (value: Value): Value => {
    lot?.reportSuccess();
    if (announcer.hears('success')) {
      announcer.success({ name: nameOf(task, given), attempt: 1, invocation: 1, startedMs });
    }
    return value;
  };
  const onError = (error: unknown): Promise<Value> => {
    const failed = { context, startedMs, lot, outagesBefore, lossesBefore: 0, error: null, durationMs: 0 };
    return afterFailure(owner, task, Progress.afterFirst(nameOf(task, given), startedMs), failed, error);
  };
  return land(task, context, onValue, onError);
}

function afterFailure<Value>(
  owner: OperationOwner,
  task: Task<Value>,
  progress: Progress,
  failed: Attempt,
  error: unknown,
): Promise<Value> {
  const outlook = outlookAfter(owner, progress, failed, error);
  foretell(owner, progress, outlook);
  if (outlook !== AT_ONCE || yieldsAfter(progress.attempt) || !isLeftAlone(owner)) {
    return follow(new Operation(owner, task, null, progress), failed, outlook);
  }
  progress.remember(failed, false);
  progress.attempt++;
  return performAgain(owner, task, progress);
}

function performAgain<Value>(owner: OperationOwner, task: Task<Value>, progress: Progress): Promise<Value> {
  const attempt = beginAttempt(owner, progress);
  owner.announcer.attempt(progress);
  const onValue = (value: Value): Value => {
    owner.lot?.reportSuccess();
    owner.announcer.success(progress);
    return value;
  };
  return land(task, attempt.context, onValue, (error) => afterFailure(owner, task, progress, attempt, error));
}

// With `then`, for what an `await` throws costs as much as all the rest of a retry.
function land<Value>(
  task: Task<Value>,
  context: AttemptContext,
  onValue: (value: Value) => Value,
  onError: (error: unknown) => Promise<Value>,
): Promise<Value> {
  let outcome: Promise<Value>;
  try {
    outcome = Promise.resolve(task(context));
  } catch (error) {
    return onError(error);
  }
  return outcome.then(onValue, onError);
}

// By itself: what a closure captures is allocated as soon as its function is called.
function follow<Value>(operation: Operation<Value>, failed: Attempt, outlook: Outlook): Promise<Value> {
  return operation.settle(() => operation.follow(failed, outlook));
}
