import type { Dispatcher } from 'undici7';
import { networkAware, type RequestRetryOptions } from '../../../lib/integrations/undici/index.ts';
import { type Act, HttpScript } from './http-script.ts';
import { ScriptedRig } from './scripted-rig.ts';
import type { Undici } from './undicis.ts';

/** A scripted server, and an agent of this undici that knows of a network which a test is in charge of. */
export class Rig extends ScriptedRig {
  readonly dispatcher: Dispatcher;
  readonly #undici: Undici;
  readonly #agent: Dispatcher;

  private constructor(undici: Undici, server: HttpScript, options: RequestRetryOptions) {
    super(server);
    this.#undici = undici;
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

  override async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent.destroy();
    await super[Symbol.asyncDispose]();
  }
}
