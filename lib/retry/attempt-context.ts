import { AttemptSignal } from './attempt-signal.ts';
import { nameOf } from './task.ts';

/** What an operation is told about the attempt that it is. */
export class AttemptContext {
  /** Counts from 1; stays the same when an attempt is given back. */
  readonly attempt: number;
  /** Counts every call, from 1. */
  readonly invocation: number;
  /** Outages that the operation has waited out. */
  readonly outages: number;
  readonly #named: string | { readonly name: string };
  // Hardly any attempt is aborted, and few ask whether they are.
  #signal: AttemptSignal | null = null;

  constructor(attempt: number, invocation: number, outages: number, named: string | { readonly name: string }) {
    this.attempt = attempt;
    this.invocation = invocation;
    this.outages = outages;
    this.#named = named;
  }

  /** As given to `do()`, or the function's. */
  get name(): string {
    // A function computes its name each time: it is not asked for what few want to know.
    return typeof this.#named === 'string' ? this.#named : nameOf(this.#named);
  }

  /** Aborted with this attempt: by the caller's signal, `attemptTimeout` or `abortOnNetworkDown`. Made when first asked for. */
  get signal(): AbortSignal {
    return (this.#signal ??= new AttemptSignal()).signal;
  }

  /** @internal */
  abort(reason: unknown): void {
    (this.#signal ??= new AttemptSignal()).abort(reason);
  }

  /** @internal */
  onAbort(listener: (reason: unknown) => void): void {
    (this.#signal ??= new AttemptSignal()).onAbort(listener);
  }
}
