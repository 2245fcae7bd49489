import { type Abort, type Caller, type LegacyHandler, type Progress, rawHeader } from './handlers.ts';

/** A caller with undici 6's interface. */
export class LegacyCaller implements Caller {
  readonly #handler: LegacyHandler;
  // Handed out before there is anything in it: an interceptor between us and the socket fills it.
  readonly #context: object = {};

  constructor(handler: LegacyHandler) {
    this.#handler = handler;
  }

  start(abort: Abort): void {
    this.#handler.onConnect?.(abort, this.#context);
  }

  fail(error: unknown): void {
    this.#handler.onError?.(error);
  }

  handlerFor(progress: Progress): object {
    return new LegacyAttempt(this.#handler, progress, this.#context);
  }
}

class LegacyAttempt implements LegacyHandler {
  readonly #handler: LegacyHandler;
  readonly #progress: Progress;
  readonly #context: object;

  constructor(handler: LegacyHandler, progress: Progress, context: object) {
    this.#handler = handler;
    this.#progress = progress;
    this.#context = context;
  }

  onConnect(abort: Abort, context?: object): void {
    Object.assign(this.#context, context);
    this.#progress.started(abort);
  }

  onResponseStarted(): void {
    this.#handler.onResponseStarted?.();
  }

  onHeaders(...head: Parameters<NonNullable<LegacyHandler['onHeaders']>>): boolean {
    const [statusCode, headers] = head;
    const isFinal = statusCode >= 200;
    if (isFinal && !this.#progress.accepts(statusCode, () => rawHeader(headers, 'retry-after'))) return true;
    return this.#handler.onHeaders?.(...head) ?? true;
  }

  onData(chunk: Buffer): boolean {
    if (this.#progress.handed) return this.#handler.onData?.(chunk) ?? true;
    this.#progress.discarded(chunk.length);
    return true;
  }

  onComplete(trailers: unknown): void {
    if (this.#progress.handed) this.#handler.onComplete?.(trailers);
    else this.#progress.ended();
  }

  onUpgrade(statusCode: number, headers: unknown, socket: unknown): void {
    if (this.#progress.accepts(101, () => null)) this.#handler.onUpgrade?.(statusCode, headers, socket);
  }

  onError(error: unknown): void {
    if (this.#progress.handed) this.#handler.onError?.(error);
    else this.#progress.failed(error);
  }

  onBodySent(chunk: unknown, total?: unknown): void {
    this.#handler.onBodySent?.(chunk, total);
  }

  onRequestSent(): void {
    this.#handler.onRequestSent?.();
  }
}
