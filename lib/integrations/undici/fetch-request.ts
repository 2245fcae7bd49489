import { copyOfHeaders, type FetchInit, readInit } from './fetch-init.ts';
import { isReplayable } from './replayable.ts';

/** What is read of a Request, whoever's it is. */
interface RequestLike {
  readonly url: string;
  readonly method: string;
  readonly headers: unknown;
  readonly signal: AbortSignal | null;
  readonly referrer: string;
  readonly referrerPolicy: string;
  readonly body: { cancel(): Promise<void> } | null;
  clone(): RequestLike;
}

/** The arguments of a call of fetch, read once as fetch reads them, for any number of requests. */
export class FetchRequest {
  readonly method: string;
  /** Undefined for an address that fetch will refuse. */
  readonly origin: string | undefined;
  /** False for `data:` and `blob:`: they are answered within this process. */
  readonly needsNetwork: boolean;
  readonly replayable: boolean;
  readonly signal: AbortSignal | undefined;
  readonly #input: unknown;
  readonly #init: FetchInit;
  // Null unless what is to be sent is the body of the Request that was given.
  readonly #cloned: RequestLike | null;

  constructor(input: unknown, init: object | undefined) {
    const request = isRequest(input) ? input : null;
    this.#init = readInit(init);
    const { method, body, signal } = this.#init;
    this.method = typeof method === 'string' ? method : (request?.method ?? 'GET');
    const url = parseUrl(request?.url ?? input);
    this.origin = url?.origin;
    this.needsNetwork = url === null || !['data:', 'blob:'].includes(url.protocol);
    this.signal = ((signal === undefined ? request?.signal : signal) ?? undefined) as AbortSignal | undefined;
    this.replayable = isReplayable(body);
    this.#input = input instanceof URL ? input.href : input;
    const sendsOwn = request !== null && request.body !== null && (body === undefined || body === null);
    this.#cloned = sendsOwn ? request : null;
    if (request !== null) this.#keep(request);
  }

  /** As they were given. */
  get arguments(): [unknown, object] {
    return [this.#input, this.#init];
  }

  /** @param keep  whether it may have to be sent again */
  argumentsUnder(signal: AbortSignal, keep: boolean): [unknown, object] {
    const input = keep && this.#cloned !== null ? this.#cloned.clone() : this.#input;
    return [input, { ...this.#init, signal }];
  }

  /** Nothing will be sent any more. The Request has been used up then, as fetch leaves it. */
  release(): void {
    this.#cloned?.body?.cancel().catch(() => {});
  }

  #keep({ referrer, referrerPolicy, headers }: RequestLike): void {
    // Any member of an init at all, and so our signal, has fetch forget the referrer of a Request.
    if (Object.keys(this.#init).length === 0) Object.assign(this.#init, { referrer, referrerPolicy });
    if (!('headers' in this.#init)) this.#init['headers'] = copyOfHeaders(headers);
  }
}

function isRequest(input: unknown): input is RequestLike {
  if (input === null || typeof input !== 'object' || input instanceof URL) return false;
  return typeof Reflect.get(input, 'clone') === 'function' && typeof Reflect.get(input, 'url') === 'string';
}

function parseUrl(input: unknown): URL | null {
  const text = String(input);
  return URL.canParse(text) ? new URL(text) : null;
}
