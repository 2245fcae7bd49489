import type { Channel } from 'node:diagnostics_channel';
import { loadedDiagnostics } from './loaded-diagnostics.ts';

/** A channel of node:diagnostics_channel, which does nothing at all as long as nobody listens. */
export class DiagnosticChannel<Message extends object> {
  readonly #name: string;
  #channel: Channel | null = null;

  constructor(name: string) {
    this.#name = name;
  }

  get isHeard(): boolean {
    this.#channel ??= loadedDiagnostics()?.channel(this.#name) ?? null;
    return this.#channel !== null && this.#channel.hasSubscribers;
  }

  /** What a subscriber throws surfaces as `uncaughtException`, later, as Node has it. */
  publish(message: Message): void {
    if (this.isHeard) this.#channel?.publish(message);
  }
}
