import type { TracingChannel } from 'node:diagnostics_channel';
import { loadedDiagnostics } from '../loaded-diagnostics.ts';

/** A tracing channel of node:diagnostics_channel, looked for only once somebody may listen. */
export class TraceChannel {
  readonly #name: string;
  #channel: TracingChannel | null = null;

  constructor(name: string) {
    this.#name = name;
  }

  /** The channel, or null as long as nobody listens: then there is nothing to prepare. */
  get heard(): TracingChannel | null {
    this.#channel ??= loadedDiagnostics()?.tracingChannel(this.#name) ?? null;
    return this.#channel !== null && this.#channel.hasSubscribers ? this.#channel : null;
  }
}
