import { createFetch, type RequestRetryOptions } from '../../../lib/integrations/undici/index.ts';
import { settled } from '../../support/failure.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { ScriptedNetwork } from '../../support/scripted-network.ts';
import type { FetchKind } from './fetches.ts';
import { type Act, HttpScript } from './http-script.ts';

/** A scripted server, and a fetch that knows of a network which a test is in charge of. */
export class FetchRig implements AsyncDisposable {
  readonly clock: ManualClock = new ManualClock();
  readonly network: ScriptedNetwork = new ScriptedNetwork();
  readonly server: HttpScript;
  readonly kind: FetchKind;
  readonly #fetch: typeof globalThis.fetch;

  private constructor(kind: FetchKind, server: HttpScript, options: RequestRetryOptions) {
    this.kind = kind;
    this.server = server;
    const seams = { clock: this.clock, random: () => 0.5 };
    this.#fetch = createFetch(this.network, { jitter: false, fetch: kind.fetch, target: 'network', ...options }, seams);
  }

  static async of(kind: FetchKind, script: readonly Act[], options: RequestRetryOptions = {}): Promise<FetchRig> {
    return new FetchRig(kind, await HttpScript.playing(...script), options);
  }

  get url(): string {
    return `${this.server.origin}/thing?key=1`;
  }

  fetch(init?: RequestInit): Promise<Response> {
    return this.#fetch(this.url, init);
  }

  send(request: Request, init?: RequestInit): Promise<Response> {
    return this.#fetch(request, init);
  }

  request(init?: RequestInit): Request {
    return new this.kind.Request(this.url, init);
  }

  /** The delay after which the next attempt comes, once its timer is set. */
  async backoffMs(): Promise<number> {
    while (this.clock.pending.length === 0) await settled();
    return this.clock.pending[0]!.delayMs;
  }

  /** Lets the backoff go by. */
  async skipBackoff(): Promise<void> {
    this.clock.advance(await this.backoffMs());
  }

  /** Resolves when the connections that there are now are closed. */
  async disconnected(): Promise<void> {
    const closed = [...this.server.sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    await Promise.all(closed);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
  }
}
