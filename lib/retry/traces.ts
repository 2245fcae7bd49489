import type { TracingChannel } from 'node:diagnostics_channel';
import type { AttemptContext } from './attempt-context.ts';
import type { Task } from './task.ts';
import { TraceChannel } from './trace-channel.ts';

/** How far an operation has come. */
export interface OperationProgress {
  /** The present attempt; counts from 1. */
  attempt: number;
  /** Calls so far; 0 before the first. */
  invocation: number;
  /** Outages waited out so far. */
  outages: number;
  /** Milliseconds spent waiting for the network. */
  parkedMs: number;
}

/**
 * What subscribers of `tracingChannel('netwake:retry')` get for an operation, the same object from its `start` to its `asyncEnd`,
 * to which they may add what they like. Its progress is that of the beginning until then.
 */
export interface RetryTrace extends OperationProgress {
  name: string;
  /** At the end, of one that succeeded. */
  result?: unknown;
  /** At the end, of one that did not: what it rejects with. */
  error?: unknown;
}

/** What subscribers of `tracingChannel('netwake:attempt')` get for each call of an operation, as {@link RetryTrace}. */
export interface AttemptTrace {
  name: string;
  attempt: number;
  invocation: number;
  outages: number;
  result?: unknown;
  error?: unknown;
}

const OPERATIONS = new TraceChannel('netwake:retry');
const ATTEMPTS = new TraceChannel('netwake:attempt');

interface Traceable<Value> {
  readonly name: string;
  readonly progress: OperationProgress;
  run(): Promise<Value>;
}

/** Runs the operation, within a trace if somebody wants one. */
export function runTraced<Value>(operation: Traceable<Value>): Promise<Value> {
  const channel = OPERATIONS.heard;
  return channel === null ? operation.run() : traceOperation(operation, channel);
}

/** Whether anybody wants to know of operations, or of their attempts. */
export function isTraced(): boolean {
  return OPERATIONS.heard !== null || ATTEMPTS.heard !== null;
}

/** Invokes the task, within a trace if somebody wants one. */
export function flyTraced<Value>(task: Task<Value>, context: AttemptContext): Value | PromiseLike<Value> {
  const channel = ATTEMPTS.heard;
  return channel === null ? task(context) : traceFlight(task, context, channel);
}

// By themselves: what a closure captures is allocated as soon as its function is called.
function traceOperation<Value>(operation: Traceable<Value>, channel: TracingChannel): Promise<Value> {
  const trace: RetryTrace = { name: operation.name, ...operation.progress };
  const run = async (): Promise<Value> => {
    try {
      return await operation.run();
    } finally {
      Object.assign(trace, operation.progress);
    }
  };
  return channel.tracePromise(run, trace);
}

function traceFlight<Value>(task: Task<Value>, context: AttemptContext, channel: TracingChannel): Promise<Value> {
  const { name, attempt, invocation, outages } = context;
  const trace: AttemptTrace = { name, attempt, invocation, outages };
  return channel.tracePromise(() => untilCut(task, context), trace);
}

// An attempt that is cut short ends there, whether the task heeds its signal or not.
function untilCut<Value>(task: Task<Value>, context: AttemptContext): Promise<Value> {
  return new Promise((resolve, reject) => {
    context.onAbort(reject);
    const landed = async (): Promise<Value> => task(context);
    landed().then(resolve, reject);
  });
}
