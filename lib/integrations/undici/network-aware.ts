import type { NetworkView } from '../../retry/network-view.ts';
import type { RetrySeams } from '../../retry/policy.ts';
import { type Dispatch, type DispatchOptions, Exchange } from './exchange.ts';
import { RequestPolicy, type RequestRetryOptions } from './request-policy.ts';

/** `dispatcher.dispatch` of undici 6 and 7. */
export type AnyDispatch = (options: never, handler: never) => boolean;

/**
 * An interceptor for `dispatcher.compose()` of undici 6 and 7: requests wait while the network is down, and those that may be
 * sent again are, when they fail or are answered with a status such as 503. The answer to the last attempt is the caller's,
 * whatever its status; an error after that is a RetryError.
 *
 * Once the headers of a response are the caller's, so are the errors of its body.
 *
 * @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION`; UnknownOptionError `ERR_NETWAKE_UNKNOWN_OPTION`
 */
export function networkAware(
  monitor: NetworkView | null,
  options: RequestRetryOptions = {},
  seams: RetrySeams = {},
): <Next extends AnyDispatch>(dispatch: Next) => Next {
  const policy = new RequestPolicy(monitor, options, seams);
  return <Next extends AnyDispatch>(dispatch: Next): Next => {
    const next = dispatch as unknown as Dispatch;
    const intercepted = (request: DispatchOptions, handler: object): boolean =>
      new Exchange(policy, next, request, handler).run();
    return intercepted as unknown as Next;
  };
}
