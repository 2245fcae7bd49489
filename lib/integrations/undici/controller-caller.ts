import type { Abort, Caller, Controller, ControllerHandler, Progress } from './handlers.ts';

/** A caller with undici 7's interface. */
export class ControllerCaller implements Caller {
  readonly #handler: ControllerHandler;
  readonly #controller = new OuterController();
  // Handed out before there is anything in it: an interceptor between us and the socket fills it.
  readonly #context: object = {};

  constructor(handler: ControllerHandler) {
    this.#handler = handler;
  }

  start(abort: Abort): void {
    this.#controller.onAbort = abort;
    this.#handler.onRequestStart?.(this.#controller, this.#context);
  }

  fail(error: unknown): void {
    this.#handler.onResponseError?.(this.#controller, error);
  }

  handlerFor(progress: Progress): object {
    return new ControllerAttempt(this.#handler, progress, this.#controller, this.#context);
  }
}

/** The one controller that a caller ever sees: it holds whichever attempt is under way. */
class OuterController implements Controller {
  onAbort: Abort = () => {};
  inner: Controller | null = null;
  aborted = false;
  reason: unknown = null;

  pause(): void {
    this.inner?.pause();
  }

  resume(): void {
    this.inner?.resume();
  }

  abort(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    this.onAbort(reason);
  }

  get paused(): boolean {
    return this.inner?.paused === true;
  }

  get rawHeaders(): unknown {
    return this.inner?.rawHeaders ?? null;
  }

  get rawTrailers(): unknown {
    return this.inner?.rawTrailers ?? null;
  }
}

class ControllerAttempt implements ControllerHandler {
  readonly #handler: ControllerHandler;
  readonly #progress: Progress;
  readonly #outer: OuterController;
  readonly #context: object;

  constructor(handler: ControllerHandler, progress: Progress, outer: OuterController, context: object) {
    this.#handler = handler;
    this.#progress = progress;
    this.#outer = outer;
    this.#context = context;
  }

  onRequestStart(controller: Controller, context: object): void {
    Object.assign(this.#context, context);
    this.#progress.started((reason) => controller.abort(reason));
  }

  onResponseStarted(): void {
    this.#handler.onResponseStarted?.();
  }

  onResponseStart(...head: Parameters<NonNullable<ControllerHandler['onResponseStart']>>): void {
    const [controller, statusCode, headers, text] = head;
    const retryAfter = (): string | null => [headers['retry-after']].flat()[0] ?? null;
    if (statusCode >= 200 && !this.#progress.accepts(statusCode, retryAfter)) return;
    this.#outer.inner = controller;
    this.#handler.onResponseStart?.(this.#outer, statusCode, headers, text);
  }

  onResponseData(_controller: Controller, chunk: Buffer): void {
    if (this.#progress.handed) this.#handler.onResponseData?.(this.#outer, chunk);
    else this.#progress.discarded(chunk.length);
  }

  onResponseEnd(...[, trailers]: Parameters<NonNullable<ControllerHandler['onResponseEnd']>>): void {
    if (this.#progress.handed) this.#handler.onResponseEnd?.(this.#outer, trailers);
    else this.#progress.ended();
  }

  onRequestUpgrade(...upgrade: Parameters<NonNullable<ControllerHandler['onRequestUpgrade']>>): void {
    const [controller, statusCode, headers, socket] = upgrade;
    if (!this.#progress.accepts(101, () => null)) return;
    this.#outer.inner = controller;
    this.#handler.onRequestUpgrade?.(this.#outer, statusCode, headers, socket);
  }

  onResponseError(_controller: Controller, error: unknown): void {
    if (this.#progress.handed) this.#fail(error);
    else this.#progress.failed(error);
  }

  #fail(error: unknown): void {
    this.#handler.onResponseError?.(this.#outer, error);
  }
}
