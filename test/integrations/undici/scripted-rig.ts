import { settled } from '../../support/failure.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { ScriptedNetwork } from '../../support/scripted-network.ts';
import type { HttpScript } from './http-script.ts';

/** A server that follows a script, and a network and a clock that a test is in charge of. */
export abstract class ScriptedRig implements AsyncDisposable {
  readonly clock: ManualClock = new ManualClock();
  readonly network: ScriptedNetwork = new ScriptedNetwork();
  readonly server: HttpScript;

  protected constructor(server: HttpScript) {
    this.server = server;
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

  /** Resolves when the connections that there are now are closed, or reset. undici may make new ones: it does so after an abort. */
  async disconnected(): Promise<void> {
    const closed = [...this.server.sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    await Promise.all(closed);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
  }
}
