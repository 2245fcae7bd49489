import { refuseUnknownOptions } from '../options.ts';
import type { Task } from './task.ts';
import { RETRYER_OPTIONS, type RetryerOptions } from './policy.ts';
import { type OperationOptions, Retryer } from './retryer.ts';

/** Performs one operation with a retryer of its own: the options of both in one object. Resolves and rejects as `Retryer.do()`. */
export async function withRetry<Value>(
  operation: Task<Value>,
  options: RetryerOptions & OperationOptions = {},
): Promise<Value> {
  refuseUnknownOptions('options', options, [...RETRYER_OPTIONS, 'name', 'signal', 'target']);
  const { name, signal, target, ...policy } = options;
  const given: OperationOptions = {};
  if (name !== undefined) given.name = name;
  if (signal !== undefined) given.signal = signal;
  if (target !== undefined) given.target = target;
  return new Retryer(policy).do(operation, given);
}
