import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { abortable } from '../../abortable.ts';
import { speaksOfNetwork } from '../../network-failure.ts';
import type { AttemptContext } from '../../retry/attempt-context.ts';
import { ParkingLot } from '../../retry/parking-lot.ts';
import { fillSeams, readRetryerOptions, type RetryPolicy, type RetrySeams } from '../../retry/policy.ts';
import { type OperationOptions, Retryer } from '../../retry/retryer.ts';
import { DigestError } from './download-errors.ts';
import type { ReadDownloadOptions } from './download-options.ts';
import { DownloadRequest, type DownloadSetting } from './download-request.ts';
import { type Entity, mayBeSame } from './entity.ts';
import type { PartFile } from './part-file.ts';

/** What a download came to. */
export interface DownloadResult {
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
  /** How many of them an earlier process had left. */
  readonly resumedFrom: number;
  /** Requests that were made, those that failed included. */
  readonly requests: number;
}

/** Of restarts that follow at once, in `initialDelay`: an address that goes takes a connection and then its way. */
const MOST_RESTARTS = 4;

/** Of changes of the file that are no setback. One that is another each time that it is asked for would be begun for ever. */
const MOST_CHANGES = 8;

/** One download, from its first request to the file under its name. */
export class Transfer {
  readonly #options: ReadDownloadOptions;
  readonly #part: PartFile;
  readonly #setting: DownloadSetting;
  readonly #policy: RetryPolicy;
  /** For what is to be told to the monitor, which may be one that throws. */
  readonly #lot: ParkingLot | null;
  readonly #retryer: Retryer;
  readonly #clock: Required<RetrySeams>['clock'];
  #request: DownloadRequest | null = null;
  /** Of the attempt that made it. */
  #signal: AbortSignal | null = null;
  /** The last request was interrupted: what did that may have cut off connections that are idle as well. */
  #wasCut = false;
  #requests = 0;
  /** The most that was there of what can be continued, and what that was. */
  #furthest: number;
  #furthestOf: Entity | null;
  #changes = 0;
  /** When the last restarts were, the latest last. */
  #restartsMs: number[] = [];

  constructor(url: string, part: PartFile, options: ReadDownloadOptions, seams: RetrySeams) {
    this.#options = options;
    this.#part = part;
    this.#furthest = part.length;
    this.#furthestOf = part.entity;
    this.#policy = readRetryerOptions(options.retry);
    const { monitor } = this.#policy;
    this.#lot = monitor === null ? null : ParkingLot.of(monitor, fillSeams(seams).clock);
    this.#retryer = new Retryer(options.retry, seams);
    this.#clock = fillSeams(seams).clock;
    const { fetch, headers, stallMs } = options;
    this.#setting = {
      ...{ url, fetch, headers, stallMs, part, clock: this.#clock, ranges: true },
      name: `download ${path.basename(part.destination)}`,
      suspect: (error) => this.#lot?.reportFailure(error),
      progressed: () => this.#tellProgress(),
    };
  }

  async run(): Promise<DownloadResult> {
    const resumedFrom = this.#part.length;
    using _recoveries = this.#lot?.onRecovery((sinceMs) => this.#request?.networkIsBack(sinceMs));
    try {
      while (!(await this.#advance())) await this.#pace(this.#options.signal);
      await this.#verify();
      await this.#part.finish();
    } catch (error) {
      await this.#putAway();
      throw error;
    }
    return { path: this.#part.destination, bytes: this.#part.length, resumedFrom, requests: this.#requests };
  }

  /** One operation of the retryer: until everything is there, or it was cut off and has got further than ever. */
  #advance(): Promise<boolean> {
    const options: OperationOptions = { name: this.#setting.name };
    if (this.#options.signal !== null) options.signal = this.#options.signal;
    if (this.#options.target === 'origin') options.target = new URL(this.#setting.url).origin;
    return this.#retryer.do((context) => this.#attempt(context), options);
  }

  async #attempt(context: AttemptContext): Promise<boolean> {
    try {
      for (;;) {
        if (await this.#ask(context)) return true;
        // A server may send the rest in pieces.
        this.#wasCut = this.#request!.isOutlived;
        if (this.#wasCut) await this.#pace(context.signal);
        else if (!this.#hasAdvanced()) throw new TypeError(`${this.#setting.name}: the server sends none of the rest`);
      }
    } catch (error) {
      // A server that refuses is not asked twice for it.
      this.#wasCut = !context.signal.aborted && speaksOfNetwork(error);
      if (context.signal.aborted || !this.#policy.judge.isRetryable(error, context) || !this.#hasAdvanced())
        throw error;
      // No attempt has been used up, but it may well have been the network.
      this.#setting.suspect(error);
      // And the kernel may have said so: then nothing is sent.
      this.#lot?.refresh();
      return false;
    }
  }

  async #ask(context: AttemptContext): Promise<boolean> {
    // The connection of before goes, and what it was writing is there.
    await this.#request?.release();
    context.signal.throwIfAborted();
    // What an outage has left: it is not this attempt's.
    this.#hasAdvanced();
    this.#requests++;
    const wasCut = this.#wasCut || this.#signal?.aborted === true || context.outages > 0;
    this.#request = new DownloadRequest(this.#setting, wasCut);
    this.#signal = context.signal;
    this.#wasCut = false;
    return this.#request.perform(context.signal);
  }

  #hasAdvanced(): boolean {
    const { length, entity, isResumable } = this.#part;
    if (!isResumable) return false;
    const isOther = this.#furthestOf !== null && !mayBeSame(this.#furthestOf, entity!);
    this.#furthestOf = entity;
    // Begun anew, it has its way before it once more.
    if (isOther && this.#changes++ < MOST_CHANGES) this.#furthest = 0;
    if (length <= this.#furthest) return false;
    this.#furthest = length;
    return true;
  }

  // At once, but for a server that cuts every answer off after a few bytes.
  async #pace(signal: AbortSignal | null): Promise<void> {
    const { initialDelayMs, unref } = this.#policy;
    const oldestMs = this.#restartsMs.at(-MOST_RESTARTS) ?? -Infinity;
    const waitMs = oldestMs + initialDelayMs - this.#clock.now();
    if (waitMs > 0) await this.#wait(waitMs, unref, signal);
    this.#restartsMs = [...this.#restartsMs, this.#clock.now()].slice(-MOST_RESTARTS);
  }

  #wait(delayMs: number, unref: boolean, signal: AbortSignal | null): Promise<void> {
    return abortable<void>(signal ?? undefined, (end) => {
      const timer = this.#clock.setTimer(end, delayMs, { unref });
      return () => timer.cancel();
    });
  }

  // As it lies on the disk, and not as it came.
  async #verify(): Promise<void> {
    const { digest, signal } = this.#options;
    signal?.throwIfAborted();
    if (digest === null) return;
    const hash = createHash(digest.algorithm);
    for await (const chunk of createReadStream(this.#part.path)) {
      signal?.throwIfAborted();
      hash.update(chunk as Buffer);
    }
    const received = hash.digest('hex');
    if (received === digest.hex) return;
    // Never to be continued.
    this.#part.forget();
    throw new DigestError(this.#setting.name, digest.algorithm, digest.hex, received);
  }

  // What can be continued stays for the next call.
  async #putAway(): Promise<void> {
    await this.#request?.release();
    if (this.#part.isResumable) await this.#part.close();
    else await this.#part.remove();
  }

  #tellProgress(): void {
    const { onProgress } = this.#options;
    if (onProgress === null) return;
    try {
      onProgress({ bytes: this.#part.length, total: this.#part.entity?.total ?? null });
    } catch (error) {
      process.nextTick(() => {
        throw error;
      });
    }
  }
}
