import { type ChannelListener, subscribe, unsubscribe } from 'node:diagnostics_channel';

/** Listeners on channels of node:diagnostics_channel that are gone when they are disposed of. */
export class ChannelListeners implements Disposable {
  readonly #added: Array<[string, ChannelListener]> = [];

  add(channel: string, listener: (message: unknown) => void): this {
    subscribe(channel, listener);
    this.#added.push([channel, listener]);
    return this;
  }

  [Symbol.dispose](): void {
    for (const [channel, listener] of this.#added.splice(0)) unsubscribe(channel, listener);
  }
}
