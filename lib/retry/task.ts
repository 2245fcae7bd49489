import type { AttemptContext } from './attempt-context.ts';

/** What is to be done, once or several times. */
export type Task<Value> = (context: AttemptContext) => Value | PromiseLike<Value>;

/** How a task is called in events, log lines and errors: as it was told, or by its function's name. */
export function nameOf(task: { readonly name: unknown }, given?: string): string {
  if (given !== undefined) return given;
  // A class may have a `name` of any kind.
  return typeof task.name === 'string' && task.name !== '' ? task.name : 'operation';
}
