import { existsSync, readFileSync } from 'node:fs';
import { download, type DownloadOptions, type DownloadResult } from '../../../lib/integrations/undici/index.ts';
import { settled } from '../../support/failure.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { Scratch } from '../../support/scratch.ts';
import { ScriptedNetwork } from '../../support/scripted-network.ts';
import { type Act, HttpScript } from './http-script.ts';
import { WriteLog } from './write-log.ts';

/** A scripted server, a folder, and downloads over a network that a test is in charge of. Time moves by hand. */
export class DownloadRig implements AsyncDisposable {
  readonly clock: ManualClock = new ManualClock();
  readonly network: ScriptedNetwork = new ScriptedNetwork();
  readonly log: WriteLog = new WriteLog();
  readonly server: HttpScript;
  readonly #scratch = new Scratch();

  private constructor(server: HttpScript) {
    this.server = server;
  }

  static async of(...script: readonly Act[]): Promise<DownloadRig> {
    return new DownloadRig(await HttpScript.playing(...script));
  }

  get url(): string {
    return `${this.server.origin}/export.bin`;
  }

  get file(): string {
    return this.#scratch.path('export.bin');
  }

  download(options: DownloadOptions = {}): Promise<DownloadResult> {
    const { clock, network, log } = this;
    const seams = { clock, random: () => 0.5, openFile: log.openFile };
    return download(this.url, this.file, { monitor: network, maxAttempts: 2, jitter: false, ...options }, seams);
  }

  /** What lies under the file's name and those beside it; null for what does not. */
  read(suffix: '' | '.part' | '.part.json' = ''): Buffer | null {
    const file = `${this.file}${suffix}`;
    return existsSync(file) ? readFileSync(file) : null;
  }

  /** Range and If-Range of each request so far. */
  get asked(): Array<[range: string | undefined, ifRange: string | string[] | undefined]> {
    return this.server.heard.map(({ headers }) => [headers.range, headers['if-range']]);
  }

  /** The delay after which the next attempt comes, once its timer is set. */
  async backoffMs(): Promise<number> {
    for (;;) {
      // The download watches over every wait for the server too.
      const { server, clock } = this;
      const heard = server.heard.length;
      await settled();
      if (heard === server.heard.length && server.sockets.size === 0 && clock.pending.length > 0) break;
    }
    return this.clock.pending[0]!.delayMs;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    this.#scratch[Symbol.dispose]();
  }
}
