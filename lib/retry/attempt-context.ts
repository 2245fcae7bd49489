/** What an operation is told about the attempt that it is. */
export class AttemptContext {
  /** Counts from 1; stays the same when an attempt is given back. */
  readonly attempt: number;
  /** Counts every call, from 1. */
  readonly invocation: number;
  /** Outages that the operation has waited out. */
  readonly outages: number;
  readonly #named: string | { readonly name: string };
  #controller: AbortController | null = null;
  #aborted = false;
  #reason: unknown;
  #onAbort: ((reason: unknown) => void) | null = null;

  constructor(attempt: number, invocation: number, outages: number, named: string | { readonly name: string }) {
    this.attempt = attempt;
    this.invocation = invocation;
    this.outages = outages;
    this.#named = named;
  }

  /** As given to `do()`, or the function's. */
  get name(): string {
    // A function computes its name each time: it is not asked for what few want to know.
    return typeof this.#named === 'string' ? this.#named : this.#named.name || 'operation';
  }

  /** Aborted with this attempt: by the caller's signal, `attemptTimeout` or `abortOnNetworkDown`. Made when first asked for. */
  get signal(): AbortSignal {
    if (this.#controller === null) {
      this.#controller = new AbortController();
      if (this.#aborted) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** @internal */
  abort(reason: unknown): void {
    if (this.#aborted) return;
    this.#aborted = true;
    this.#reason = reason;
    this.#controller?.abort(reason);
    this.#onAbort?.(reason);
  }

  /** @internal */
  onAbort(listener: (reason: unknown) => void): void {
    this.#onAbort = listener;
  }
}
