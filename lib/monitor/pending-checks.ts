import type { CheckResult } from './events.ts';

/** Somebody who waits for a round. */
export interface PendingCheck {
  /** The round whose end answers it, once it is known. */
  round: number | null;
  settle(result: CheckResult | Error): void;
}

interface Entry extends PendingCheck {
  /** The first answer will do; the round need not end. */
  readonly atFirstAnswer: boolean;
}

/** Everybody who waits for a round. */
export class PendingChecks {
  readonly #entries = new Set<Entry>();

  /** `result` rejects with the signal's reason on abort, and leaves no listener behind. */
  add(
    signal: AbortSignal | undefined,
    atFirstAnswer: boolean,
  ): { pending: PendingCheck; result: Promise<CheckResult> } {
    const { promise, resolve, reject } = withResolvers<CheckResult>();
    const abort = (): void => entry.settle(signal?.reason as Error);
    const entry: Entry = {
      round: null,
      atFirstAnswer,
      settle: (result) => {
        this.#entries.delete(entry);
        signal?.removeEventListener('abort', abort);
        if (result instanceof Error || signal?.aborted === true) reject(result);
        else resolve(result);
      },
    };
    this.#entries.add(entry);
    signal?.addEventListener('abort', abort, { once: true });
    return { pending: entry, result: promise };
  }

  /** Answers who waits for the end of this round or an earlier one. */
  answer(round: number, result: CheckResult): void {
    for (const entry of this.#entries) if (entry.round !== null && entry.round <= round) entry.settle(result);
  }

  /** Answers those among them for whom a first answer is enough. */
  answerFirst(round: number, result: () => CheckResult): void {
    for (const entry of this.#entries)
      if (entry.atFirstAnswer && entry.round !== null && entry.round <= round) entry.settle(result());
  }

  rejectAll(error: Error): void {
    for (const entry of this.#entries) entry.settle(error);
  }
}

// Promise.withResolvers is of Node 22.
function withResolvers<Value>(): {
  promise: Promise<Value>;
  resolve: (value: Value) => void;
  reject: (error: unknown) => void;
} {
  let resolve!: (value: Value) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<Value>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}
