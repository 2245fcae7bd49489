import type { AttemptContext } from './attempt-context.ts';

/** What is to be done, once or several times. */
export type Task<Value> = (context: AttemptContext) => Value | PromiseLike<Value>;

/** How a task is called in events, log lines and errors: as it was told, or by its function's name. */
export function nameOf<Value>(task: Task<Value>, given: string | undefined): string {
  return given ?? (task.name || 'operation');
}
