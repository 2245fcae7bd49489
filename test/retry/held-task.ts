import type { AttemptContext } from '../../lib/retry/index.ts';

/** The network, or one destination. */
interface Way {
  readonly state: string;
  on(event: 'state', listener: (change: { readonly state: string }) => void): unknown;
}

/** A task that ends when a test says so, and what it has seen of the way that it depends on. */
export class HeldTask {
  /** Of the way, at each call. */
  readonly statesAtCall: string[] = [];
  readonly #way: Way;
  #outages = 0;
  #outagesAtCall = 0;
  #settle: ((error: Error | null) => void) | null = null;

  constructor(way: Way) {
    this.#way = way;
    way.on('state', ({ state }) => {
      if (state === 'down') this.#outages++;
    });
  }

  /** To be performed by a retryer. An attempt that is aborted does not end any more. */
  readonly run = ({ signal }: AttemptContext): Promise<void> => {
    this.statesAtCall.push(this.#way.state);
    this.#outagesAtCall = this.#outages;
    signal.addEventListener('abort', () => (this.#settle = null));
    return new Promise((resolve, reject) => {
      this.#settle = (error) => (error === null ? resolve() : reject(error));
    });
  };

  get isFlying(): boolean {
    return this.#settle !== null;
  }

  /** Whether the way was there all the time since the last call. */
  get hasSeenNoOutage(): boolean {
    return this.#outages === this.#outagesAtCall;
  }

  /** Ends the attempt in flight, well or not. Answers whether there was one. */
  land(error: Error | null): boolean {
    const settle = this.#settle;
    this.#settle = null;
    settle?.(error);
    return settle !== null;
  }
}
