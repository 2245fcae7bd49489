/** How a request is ended before its time. */
export type Abort = (reason?: unknown) => void;

type Header = string | string[] | undefined;

/** undici 7's hold on a request, as far as it is handed on here. */
export interface Controller {
  pause(): void;
  resume(): void;
  abort(reason: unknown): void;
  readonly paused?: boolean;
  readonly rawHeaders?: unknown;
  readonly rawTrailers?: unknown;
}

/** Handlers of undici 6, which undici 7 takes as well. */
export interface LegacyHandler {
  onConnect?(abort: Abort, context?: object): void;
  onResponseStarted?(): void;
  onHeaders?(statusCode: number, headers: Array<Buffer | string | Buffer[]>, resume: () => void, text: string): boolean;
  onData?(chunk: Buffer): boolean;
  onComplete?(trailers: unknown): void;
  onUpgrade?(statusCode: number, headers: unknown, socket: unknown): void;
  onError?(error: unknown): void;
  onBodySent?(chunk: unknown, total?: unknown): void;
  onRequestSent?(): void;
}

/** Handlers of undici 7. */
export interface ControllerHandler {
  onRequestStart?(controller: Controller, context: object): void;
  onResponseStarted?(): void;
  onResponseStart?(controller: Controller, status: number, headers: Record<string, Header>, text?: string): void;
  onResponseData?(controller: Controller, chunk: Buffer): void;
  onResponseEnd?(controller: Controller, trailers: Record<string, Header>): void;
  onRequestUpgrade?(controller: Controller, status: number, headers: Record<string, Header>, socket: unknown): void;
  onResponseError?(controller: Controller, error: unknown): void;
}

/** What undici tells of a request, whichever of its two interfaces it uses. */
export interface Progress {
  /** There is a connection, and the request is about to be written to it. */
  started(abort: Abort): void;
  /** Whether the response is the caller's: otherwise what comes of it is thrown away. */
  accepts(statusCode: number, retryAfter: () => string | null): boolean;
  /** Whether it has been accepted. */
  readonly handed: boolean;
  discarded(bytes: number): void;
  ended(): void;
  failed(error: unknown): void;
}

/** The caller's handler: told once that the request has begun, and of one response or one error. */
export interface Caller {
  start(abort: Abort): void;
  fail(error: unknown): void;
  /** The handler for undici of one attempt. */
  handlerFor(progress: Progress): object;
}

/** The first value of a header in one of undici's forms: names and values in turn, texts or bytes. */
export function rawHeader(headers: ReadonlyArray<Buffer | string | Buffer[]>, name: string): string | null {
  for (let index = 0; index + 1 < headers.length; index += 2) {
    if (String(headers[index]).toLowerCase() !== name) continue;
    const value = headers[index + 1];
    return String(Array.isArray(value) ? value[0] : value);
  }
  return null;
}
