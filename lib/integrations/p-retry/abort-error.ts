/** Thrown by an attempt, ends the retrying: the promise rejects with `originalError`, and no callback is called. */
export class AbortError extends Error {
  override readonly name = 'AbortError';
  /** The very error that was given, or one that is made of the message. */
  readonly originalError: Error;

  constructor(message: string | Error) {
    super(message instanceof Error ? message.message : message);
    if (message instanceof Error) {
      this.originalError = message;
    } else {
      this.originalError = new Error(message);
      // The trace is to lead to where the error was thrown, not into this constructor.
      this.originalError.stack = this.stack!;
    }
  }
}
