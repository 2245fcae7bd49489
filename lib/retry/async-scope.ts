import type { AsyncResource } from 'node:async_hooks';

let Resource: typeof AsyncResource | null = null;

/** What is called within it sees the AsyncLocalStorage of the present caller. Loaded with the first one that is needed. */
export function asyncScope(): AsyncResource {
  Resource ??= process.getBuiltinModule('node:async_hooks').AsyncResource;
  return new Resource('netwake.Operation');
}
