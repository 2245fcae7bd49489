import type { AttemptContext } from '../../retry/attempt-context.ts';
import { DiscardedBody, type ResponseBody } from './discarded-body.ts';
import type { FetchRequest } from './fetch-request.ts';
import type { RequestPolicy, RequestTraits } from './request-policy.ts';
import { RequestSignal } from './request-signal.ts';

/** What is read of a Response, whoever's it is. */
export interface PlainResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: ResponseBody | null;
}

/** A fetch that sends one request, once. */
export type PlainFetch = (input: unknown, init?: object) => Promise<PlainResponse>;

/** One call of a fetch that tries again, from before its request is sent until its response is handed over. */
export class FetchCall {
  readonly #policy: RequestPolicy;
  readonly #fetch: PlainFetch;
  readonly #request: FetchRequest;
  readonly #traits: RequestTraits;
  #discarded: DiscardedBody | null = null;

  constructor(policy: RequestPolicy, fetch: PlainFetch, request: FetchRequest) {
    this.#policy = policy;
    this.#fetch = fetch;
    this.#request = request;
    const { method, origin, replayable, signal } = request;
    this.#traits = { method, origin, replayable, signal };
  }

  async run(): Promise<PlainResponse> {
    try {
      return await this.#policy.perform((context) => this.#send(context), this.#traits);
    } finally {
      this.#discarded?.drop();
      this.#request.release();
    }
  }

  async #send(context: AttemptContext): Promise<PlainResponse> {
    // Of the response before, the rest may never come.
    this.#discarded?.drop();
    const { signal: caller } = this.#request;
    const signal = new RequestSignal(context.signal, caller);
    const keep = this.#policy.mayRepeat(this.#traits);
    const response = await this.#fetch(...this.#request.argumentsUnder(signal.signal, keep));
    const { body } = response;
    try {
      this.#refuse(response, context);
    } catch (refusal) {
      this.#discarded = new DiscardedBody(body);
      throw refusal;
    }
    // A fetch that does not heed its signal answers an attempt that nobody waits for any more.
    if (context.signal.aborted) this.#discarded = new DiscardedBody(body);
    else signal.handOver(body);
    return response;
  }

  // Throws what the answer fails its attempt with, and what a rule of the caller's throws when it is asked for that.
  #refuse({ status, headers }: PlainResponse, context: AttemptContext): void {
    const refusal = this.#policy.refusal(this.#traits, status, headers.get('retry-after'), context);
    if (refusal !== null) throw refusal;
  }
}
