import { refuseUnknownOptions } from '../options.ts';
import type { StateChange } from './snapshot.ts';
import { type SubscribeOptions, Subscription } from './subscription.ts';

/** Who iterates over the changes of one monitor. */
export class Subscriptions {
  readonly #open = new Set<Subscription<StateChange>>();
  readonly #onDrop: () => void;
  #ended = false;

  /** @param onDrop  a change was thrown away because its consumer was behind */
  constructor(onDrop: () => void) {
    this.#onDrop = onDrop;
  }

  /** @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION` */
  make(options: SubscribeOptions): Subscription<StateChange> {
    refuseUnknownOptions('options', options, ['signal', 'buffer']);
    const subscription: Subscription<StateChange> = new Subscription<StateChange>(
      options,
      (ended) => this.#open.delete(ended),
      this.#onDrop,
    );
    if (this.#ended) subscription.end();
    else if (options.signal?.aborted !== true) this.#open.add(subscription);
    return subscription;
  }

  push(change: StateChange): void {
    for (const subscription of this.#open) subscription.push(change);
  }

  /** All of them, and those that are yet to be made. */
  end(): void {
    this.#ended = true;
    for (const subscription of this.#open) subscription.end();
  }
}
