/** The signal of one attempt, which is made when somebody asks for it, and remembers until then that it was aborted. */
export class AttemptSignal {
  #controller: AbortController | null = null;
  #isAborted = false;
  #reason: unknown;
  #listener: ((reason: unknown) => void) | null = null;

  get signal(): AbortSignal {
    if (this.#controller === null) {
      this.#controller = new AbortController();
      if (this.#isAborted) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  abort(reason: unknown): void {
    if (this.#isAborted) return;
    this.#isAborted = true;
    this.#reason = reason;
    this.#controller?.abort(reason);
    this.#listener?.(reason);
  }

  onAbort(listener: (reason: unknown) => void): void {
    this.#listener = listener;
  }
}
