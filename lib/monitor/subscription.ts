import { InvalidOptionError } from '../errors.ts';

/** Options of `monitor.subscribe()`. */
export interface SubscribeOptions {
  /** Ends the iteration without an error when aborted. */
  signal?: AbortSignal;
  /** Changes kept for a consumer that is behind: at least 1, default 64. */
  buffer?: number;
}

const DEFAULT_BUFFER = 64;

/**
 * A bounded queue of changes for one consumer. When it is full the oldest goes and `dropped` counts it; the latest is
 * never lost. Ends when it is disposed, when its signal is aborted, or when the monitor stops.
 */
export class Subscription<Item> implements AsyncIterable<Item>, AsyncIterator<Item, undefined>, Disposable {
  /** Changes that were thrown away because the consumer was behind. */
  dropped = 0;
  readonly #capacity: number;
  readonly #items: Item[] = [];
  readonly #waiting: Array<(result: IteratorResult<Item, undefined>) => void> = [];
  readonly #signal: AbortSignal | undefined;
  readonly #onEnd: (subscription: Subscription<Item>) => void;
  readonly #onDrop: () => void;
  readonly #abort = (): void => this.end();
  #ended = false;

  constructor(
    options: SubscribeOptions,
    onEnd: (subscription: Subscription<Item>) => void,
    onDrop: () => void = () => {},
  ) {
    const capacity = options.buffer ?? DEFAULT_BUFFER;
    if (!Number.isInteger(capacity) || capacity < 1) {
      throw new InvalidOptionError('buffer', options.buffer, 'an integer of 1 or more');
    }
    this.#capacity = capacity;
    this.#onEnd = onEnd;
    this.#onDrop = onDrop;
    this.#signal = options.signal;
    if (this.#signal?.aborted === true) this.end();
    else this.#signal?.addEventListener('abort', this.#abort, { once: true });
  }

  push(item: Item): void {
    if (this.#ended) return;
    const next = this.#waiting.shift();
    if (next !== undefined) return next({ done: false, value: item });
    if (this.#items.length === this.#capacity) {
      this.#items.shift();
      this.dropped++;
      this.#onDrop();
    }
    this.#items.push(item);
  }

  /** Ends the iteration once what is queued has been taken. Idempotent. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#signal?.removeEventListener('abort', this.#abort);
    this.#onEnd(this);
    for (const next of this.#waiting.splice(0)) next({ done: true, value: undefined });
  }

  next(): Promise<IteratorResult<Item, undefined>> {
    const item = this.#items.shift();
    if (item !== undefined) return Promise.resolve({ done: false, value: item });
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  return(): Promise<IteratorResult<Item, undefined>> {
    this.#items.length = 0;
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  [Symbol.dispose](): void {
    void this.return();
  }
}
