import type { AttemptContext } from '../../retry/attempt-context.ts';
import { Attempt } from './attempt.ts';
import { ControllerCaller } from './controller-caller.ts';
import type { Caller, ControllerHandler, LegacyHandler } from './handlers.ts';
import { LegacyCaller } from './legacy-caller.ts';
import { ParkedBody } from './parked-body.ts';
import { isReplayable } from './replayable.ts';
import type { RequestPolicy, RequestTraits } from './request-policy.ts';

/** What is read of undici's dispatch options. */
export interface DispatchOptions {
  readonly origin?: string | URL;
  readonly method?: string;
  readonly body?: unknown;
}

/** The rest of undici: what an interceptor hands a request on to. */
export type Dispatch = (options: DispatchOptions, handler: object) => unknown;

/** One request of a caller, from before it is sent until its response is handed over. */
export class Exchange {
  readonly #policy: RequestPolicy;
  readonly #dispatch: Dispatch;
  readonly #options: DispatchOptions;
  readonly #caller: Caller;
  readonly #traits: RequestTraits;
  readonly #abortion = new AbortController();
  readonly #body: ParkedBody;
  #attempt: Attempt | null = null;
  #ready = true;

  constructor(policy: RequestPolicy, dispatch: Dispatch, options: DispatchOptions, handler: object) {
    this.#policy = policy;
    this.#dispatch = dispatch;
    this.#options = options;
    this.#caller = callerOf(handler);
    const { method = 'GET', origin, body } = options;
    const replayable = isReplayable(body);
    const { signal } = this.#abortion;
    this.#traits = { method, origin: origin === undefined ? undefined : String(origin), replayable, signal };
    this.#body = new ParkedBody(body, (error) => this.#abort(error));
  }

  /** Sends it, or parks it. Answers whether the caller may send more, as `dispatch` does. */
  run(): boolean {
    // At once, and not when there is a connection: it may be aborted while it is parked.
    this.#caller.start((reason) => this.#abort(reason));
    this.#policy
      .perform((context) => this.#send(context), this.#traits)
      .then(
        () => {},
        (error: unknown) => {
          this.#body.release();
          // It has its response: what the operation came to after that is not for it.
          if (this.#isHanded) return;
          this.#attempt?.drop(error);
          this.#caller.fail(error);
        },
      );
    if (this.#attempt === null) this.#body.hold();
    return this.#ready;
  }

  /** Whether the caller has its response. */
  get #isHanded(): boolean {
    return this.#attempt?.handed === true;
  }

  #send(context: AttemptContext): Promise<void> {
    // An outage that came as the response was handed over: the operation had not heard of it yet.
    if (this.#isHanded) return Promise.resolve();
    this.#body.release();
    // Of the response before, the rest may never come.
    this.#attempt?.drop(null);
    return new Promise<void>((resolve, reject) => {
      const attempt = new Attempt({
        refusal: (status, retryAfter) => this.#policy.refusal(this.#traits, status, retryAfter, context),
        resolve,
        reject,
      });
      this.#attempt = attempt;
      context.signal.addEventListener('abort', () => attempt.drop(context.signal.reason), { once: true });
      this.#ready = this.#dispatch(this.#options, this.#caller.handlerFor(attempt)) !== false;
    });
  }

  #abort(reason: unknown): void {
    if (this.#isHanded) this.#attempt!.abort(reason);
    else this.#abortion.abort(reason);
  }
}

// undici 7 gives its interceptors handlers that have both interfaces.
function callerOf(handler: object): Caller {
  const isCurrent = 'onRequestStart' in handler && typeof handler.onRequestStart === 'function';
  return isCurrent ? new ControllerCaller(handler as ControllerHandler) : new LegacyCaller(handler as LegacyHandler);
}
