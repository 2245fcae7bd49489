import type { Entry } from '../record/format.ts';
import type { EntryLine } from './recording-file.ts';

type Of<Type extends Entry['type']> = Extract<Entry, { type: Type }>;

/** The questions of one kind that were asked in a recording, in order: the replayed engine asks the same ones in the same order. */
export class Questions<Type extends Entry['type']> {
  readonly #lines: Array<{ line: number; entry: Of<Type> }>;
  #next = 0;

  constructor(type: Type, entries: readonly EntryLine[]) {
    this.#lines = entries.filter((each): each is { line: number; entry: Of<Type> } => each.entry.type === type);
  }

  /** The next one; null where the recording has no more of them. */
  next(): { line: number; entry: Of<Type> } | null {
    return this.#lines[this.#next++] ?? null;
  }
}

/** Who waits for the answers to questions, by the number that the recording gave these. */
export class Waiting<Callback> {
  readonly #callbacks = new Map<number, Callback>();

  add(number: number | undefined, callback: Callback): { cancel: () => void } {
    if (number === undefined) return { cancel: () => {} };
    this.#callbacks.set(number, callback);
    return { cancel: () => void this.#callbacks.delete(number) };
  }

  /** Null when nobody waits for it any more. */
  take(number: number): Callback | null {
    const callback = this.#callbacks.get(number);
    this.#callbacks.delete(number);
    return callback ?? null;
  }
}
