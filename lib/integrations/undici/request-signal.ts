import { type Abortable, SignalHub } from '../../retry/signal-hub.ts';

// Nothing tells when a body has been read, or is given up without a word: it is asked for no longer than somebody has it.
const bodies = new FinalizationRegistry<() => void>((leave) => leave());

/** The signal of one request: it follows its attempt, and after that, as long as anybody may read the response, the caller. */
export class RequestSignal implements Abortable {
  readonly #controller = new AbortController();
  readonly #caller: AbortSignal | undefined;

  constructor(attempt: AbortSignal, caller: AbortSignal | undefined) {
    this.#caller = caller;
    const follow = (): void => this.onAbort(attempt.reason);
    if (attempt.aborted) follow();
    else attempt.addEventListener('abort', follow, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  onAbort(reason: unknown): void {
    this.#controller.abort(reason);
  }

  /** The response is the caller's now. */
  handOver(body: object | null): void {
    if (this.#caller === undefined || body === null) return;
    const hub = SignalHub.of(this.#caller);
    hub.add(this);
    bodies.register(body, () => hub.remove(this));
  }
}
