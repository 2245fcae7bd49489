import { existsSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import {
  download,
  type DownloadOptions,
  type DownloadProgress,
  type DownloadResult,
} from '../../../lib/integrations/undici/index.ts';
import { settled } from '../../support/failure.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { Scratch } from '../../support/scratch.ts';
import { ScriptedNetwork } from '../../support/scripted-network.ts';
import { HELD } from './file-acts.ts';
import { type Act, HttpScript } from './http-script.ts';
import { WriteLog } from './write-log.ts';

/** Before the second of two attempts: unlike any wait of the download's own. */
export const DELAY_MS = 7_000;

/** Cuts answers off once what came before is on the disk. */
class Progress {
  bytes = 0;
  #held: Array<{ at: number; cut: () => void }> = [];

  watched(response: ServerResponse): ServerResponse {
    return response.once(HELD, (at: number, cut: () => void, isAnew: boolean) => {
      this.#held.push({ at, cut });
      this.reach(isAnew ? 0 : this.bytes);
    });
  }

  reach(bytes: number): void {
    this.bytes = bytes;
    for (const { cut } of this.#held.filter(({ at }) => at <= bytes)) cut();
    this.#held = this.#held.filter(({ at }) => at > bytes);
  }
}

/** A scripted server, a folder, and downloads over a network that a test is in charge of. Time moves by hand. */
export class DownloadRig implements AsyncDisposable {
  readonly clock: ManualClock = new ManualClock();
  readonly network: ScriptedNetwork = new ScriptedNetwork();
  readonly log: WriteLog = new WriteLog();
  readonly server: HttpScript;
  readonly #scratch = new Scratch();
  readonly #progress: Progress;

  private constructor(server: HttpScript, progress: Progress) {
    this.server = server;
    this.#progress = progress;
  }

  static async of(...script: readonly Act[]): Promise<DownloadRig> {
    const progress = new Progress();
    const acts = script.map(
      (act): Act =>
        (...all) =>
          act(progress.watched(all[0]), all[1]),
    );
    return new DownloadRig(await HttpScript.playing(...acts), progress);
  }

  get url(): string {
    return `${this.server.origin}/export.bin`;
  }

  get file(): string {
    return this.#scratch.path('export.bin');
  }

  download(options: DownloadOptions = {}, destination: string = this.file): Promise<DownloadResult> {
    const { clock, network, log } = this;
    const seams = { clock, random: () => 0.5, openFile: log.openFile };
    // The server is on this machine, and for that nothing ever waits.
    const usual = {
      monitor: network,
      maxAttempts: 2,
      initialDelay: DELAY_MS,
      jitter: false,
      target: 'network',
    } as const;
    const onProgress = (progress: DownloadProgress): void => {
      options.onProgress?.(progress);
      this.#progress.reach(progress.bytes);
    };
    const isListener = ['undefined', 'function'].includes(typeof options.onProgress);
    return download(this.url, destination, { ...usual, ...options, ...(isListener ? { onProgress } : {}) }, seams);
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

  /** Resolves when so much is on the disk. */
  async reaches(bytes: number): Promise<void> {
    while ((this.read('.part')?.length ?? 0) < bytes) await settled();
  }

  /** Resolves when it has been told that so much is there, and what comes next is waited for. */
  async stands(bytes: number): Promise<void> {
    while (this.#progress.bytes < bytes) await settled();
    await settled();
  }

  /** Resolves when a timer of this length has been set. */
  async timer(delayMs: number): Promise<void> {
    while (!this.clock.pending.some((timer) => timer.delayMs === delayMs)) await settled();
  }

  /** Lets the wait before an attempt go by, once it has begun. */
  async skipDelay(delayMs: number = DELAY_MS): Promise<void> {
    await this.timer(delayMs);
    this.clock.advance(delayMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    this.#scratch[Symbol.dispose]();
  }
}
