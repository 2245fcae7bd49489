import { once } from 'node:events';
import type { Dispatcher } from 'undici7';
import { networkAware, type RequestRetryOptions } from '../../../lib/integrations/undici/index.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { ScriptedNetwork } from '../../support/scripted-network.ts';
import { settled } from '../../support/failure.ts';
import { type Act, HttpScript } from './http-script.ts';
import type { Undici } from './undicis.ts';

/** A scripted server, and an agent of this undici that knows of a network which a test is in charge of. */
export class Rig implements AsyncDisposable {
  readonly clock: ManualClock = new ManualClock();
  readonly network: ScriptedNetwork = new ScriptedNetwork();
  readonly server: HttpScript;
  readonly dispatcher: Dispatcher;
  readonly #undici: Undici;
  readonly #agent: Dispatcher;

  private constructor(undici: Undici, server: HttpScript, options: RequestRetryOptions) {
    this.#undici = undici;
    this.server = server;
    this.#agent = new undici.Agent();
    const seams = { clock: this.clock, random: () => 0.5 };
    // The server is on this machine, and to that nothing is ever held up.
    const policy: RequestRetryOptions = { jitter: false, target: 'network', ...options };
    this.dispatcher = this.#agent.compose(networkAware(this.network, policy, seams));
  }

  static async of(undici: Undici, script: readonly Act[], options: RequestRetryOptions = {}): Promise<Rig> {
    return new Rig(undici, await HttpScript.playing(...script), options);
  }

  request(options: Partial<Dispatcher.RequestOptions> = {}): Promise<Dispatcher.ResponseData> {
    const { server, dispatcher } = this;
    return this.#undici.request(`${server.origin}/thing?key=1`, { dispatcher, ...options } as never);
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

  /** Resolves when the connections that there are now are closed. undici may make new ones: it does so after an abort. */
  async disconnected(): Promise<void> {
    await Promise.all([...this.server.sockets].map((socket) => once(socket, 'close')));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent.destroy();
    await this.server[Symbol.asyncDispose]();
  }
}
