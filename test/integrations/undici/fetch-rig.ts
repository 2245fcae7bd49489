import { createFetch, type RequestRetryOptions } from '../../../lib/integrations/undici/index.ts';
import type { FetchKind } from './fetches.ts';
import { type Act, HttpScript } from './http-script.ts';
import { ScriptedRig } from './scripted-rig.ts';

/** A scripted server, and a fetch that knows of a network which a test is in charge of. */
export class FetchRig extends ScriptedRig {
  readonly kind: FetchKind;
  readonly #fetch: typeof globalThis.fetch;

  private constructor(kind: FetchKind, server: HttpScript, options: RequestRetryOptions) {
    super(server);
    this.kind = kind;
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
}
