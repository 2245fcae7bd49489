import type { Abort, Progress } from './handlers.ts';

/** A response that nobody wants is read to its end, so that its connection can be used again, unless it is longer than this. */
const LONGEST_DISCARDED_BYTES = 65_536;

/** How an attempt ends for the retryer. */
export interface Settling {
  /** The error that this status fails the attempt with; null when the response is the caller's. */
  refusal(statusCode: number, retryAfter: string | null): Error | null;
  resolve(): void;
  reject(error: unknown): void;
}

/** One dispatch of a request: until its response is handed to the caller, or it has failed. */
export class Attempt implements Progress {
  handed = false;
  readonly #settling: Settling;
  #abort: Abort | null = null;
  // Whatever is still told of it is nobody's business.
  #over = false;
  #ended = false;
  #reason: unknown = null;
  #discardedBytes = 0;

  constructor(settling: Settling) {
    this.#settling = settling;
  }

  started(abort: Abort): void {
    this.#abort = abort;
    if (this.#over) abort(this.#reason);
  }

  accepts(statusCode: number, retryAfter: () => string | null): boolean {
    if (this.#over) return false;
    const refusal = this.#settling.refusal(statusCode, retryAfter());
    if (refusal === null) {
      this.handed = true;
      this.#settling.resolve();
    } else {
      this.#over = true;
      this.#reason = refusal;
      this.#settling.reject(refusal);
    }
    return this.handed;
  }

  discarded(bytes: number): void {
    this.#discardedBytes += bytes;
    if (this.#discardedBytes > LONGEST_DISCARDED_BYTES) this.#stop();
  }

  ended(): void {
    this.#ended = true;
  }

  failed(error: unknown): void {
    this.#ended = true;
    if (this.#over) return;
    this.#over = true;
    this.#settling.reject(error);
  }

  /** Ends a response that has been handed over. */
  abort(reason: unknown): void {
    this.#abort?.(reason);
  }

  /** Nothing of it is wanted any more. Its connection is closed unless it has done its work. */
  drop(reason: unknown): void {
    if (this.handed || this.#ended) return;
    if (!this.#over) this.#reason = reason;
    this.#over = true;
    this.#stop();
  }

  // A request that is still waiting for a connection is stopped when it gets one.
  #stop(): void {
    if (this.#ended || this.#abort === null) return;
    this.#ended = true;
    this.#abort(this.#reason);
  }
}
