import { InvalidOptionError } from '../../errors.ts';
import type { NetworkView } from '../../retry/network-view.ts';
import type { RetrySeams } from '../../retry/policy.ts';
import { FetchCall, type PlainFetch } from './fetch-call.ts';
import { FetchRequest } from './fetch-request.ts';
import { RequestPolicy, type RequestRetryOptions } from './request-policy.ts';

/** Node's own `fetch`, that of undici 6 or 7, or another that is called like them. */
export type AnyFetch = (input: never, init?: never) => Promise<unknown>;

/** The options of {@link createFetch}. */
export interface FetchRetryOptions<Fetch extends AnyFetch = typeof globalThis.fetch> extends RequestRetryOptions {
  /** What sends the requests. Default: the `globalThis.fetch` that there is when this is called. */
  fetch?: Fetch;
}

/**
 * A `fetch` whose requests wait while the network is down, and are sent again when they fail, or are answered with a status such
 * as 503, and may be. The answer to the last attempt is the caller's, whatever its status; an error of the last attempt is the
 * cause of a RetryError. Once a response has been handed over, the errors of its body are the caller's too.
 *
 * An abort rejects with the signal's reason, also while the request is parked, and ends the body of a response. A Request that
 * has a body is cloned for each attempt, so that its body stays in memory until it has been answered.
 *
 * @param monitor  null: without one it is tried again all the same
 * @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION`; UnknownOptionError `ERR_NETWAKE_UNKNOWN_OPTION`
 */
export function createFetch<Fetch extends AnyFetch = typeof globalThis.fetch>(
  monitor: NetworkView | null,
  options: FetchRetryOptions<Fetch> = {},
  seams: RetrySeams = {},
): Fetch {
  const { fetch: given, ...rest } = options;
  const plain = readFetch(given);
  const policy = new RequestPolicy(monitor, rest, seams);
  const retrying = async (input: unknown, init?: object): Promise<unknown> => {
    const request = new FetchRequest(input, init);
    return request.needsNetwork ? new FetchCall(policy, plain, request).run() : plain(...request.arguments);
  };
  return retrying as unknown as Fetch;
}

/** @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION` for anything but a function or undefined */
export function readFetch(given: unknown): PlainFetch {
  // Not looked up anew for each request: what is made here may be put in its place.
  const fetch = given ?? globalThis.fetch;
  if (typeof fetch !== 'function') throw new InvalidOptionError('fetch', given, 'a function');
  return fetch as PlainFetch;
}
