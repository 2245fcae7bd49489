import type { AttemptContext } from './attempt-context.ts';

/** What is to be done, once or several times. */
export type Task<Value> = (context: AttemptContext) => Value | PromiseLike<Value>;
