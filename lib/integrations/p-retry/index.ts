import type { Options } from './options.ts';
import { readOptions } from './options.ts';
import { type Input, Retrying } from './retrying.ts';

export { AbortError } from './abort-error.ts';
export type { Options, RetryContext } from './options.ts';

/**
 * In the place of p-retry 7's `pRetry`: calls `input` until it succeeds or its retries are used up, and with the option
 * `monitor` knows the network.
 *
 * @param input  gets the number of the attempt, from 1
 * @returns what `input` returns
 * @throws the very error that the last attempt threw; `originalError` of an `AbortError`; the signal's reason on abort; a
 *   TypeError that is not of the network at once; with `monitor`, NetworkWaitError `ERR_NETWAKE_NETWORK_WAIT`
 */
export default async function pRetry<Value>(input: Input<Value>, options: Options = {}): Promise<Value> {
  const settings = readOptions(options);
  settings.signal?.throwIfAborted();
  return new Retrying(input, settings).run();
}

/** The function, retried on failure: same arguments, same `this`. */
export function makeRetriable<Arguments extends readonly unknown[], Result>(
  wrapped: (...args: Arguments) => PromiseLike<Result> | Result,
  options?: Options,
): (...args: Arguments) => Promise<Result> {
  return function (this: unknown, ...args: Arguments): Promise<Result> {
    return pRetry(() => Reflect.apply(wrapped, this, args as never) as PromiseLike<Result> | Result, options);
  };
}
