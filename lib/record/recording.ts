import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { Anonymizer } from './anonymizer.ts';
import { FileWriter } from './file-writer.ts';
import type { EndReason, Entry, Happening, Header } from './format.ts';
import type { OpenedFile } from './record-path.ts';
import type { Output } from './recorder.ts';

/** Options of `monitor.record()`. */
export interface RecordOptions {
  /** Replaces names and addresses, each by the same throughout. Default false. */
  anonymize?: boolean;
  /** The recording ends before its file grows beyond this. Default 64 MiB. */
  maxBytes?: number;
}

/** What a recording needs besides its file. */
export interface RecordingParts {
  clock: Clock;
  logger: Logger;
  maxBytes: number;
  /** Null: everything is written as it is. */
  anonymizer: Anonymizer | null;
  /** Called once it has ended, for whatever reason. */
  onEnd: (recording: FileRecording) => void;
}

/** A recording under way. */
export interface Recording extends AsyncDisposable {
  /** The file, with the process id in the place of `%p`. */
  readonly path: string;
  /** False once it has ended: stopped, full, or failed. */
  readonly active: boolean;
  /** Lines, and bytes, that have been written or wait to be. */
  readonly entries: number;
  readonly bytes: number;
  /** Ends it. Resolves when all is in the file. Idempotent. */
  stop(): Promise<void>;
}

// A wall clock that is set right by less is not worth a line.
const LEAST_CLOCK_STEP_MS = 50;

/** Writes what happens to a file, a line each. It never throws: what goes wrong is logged, and ends it. */
export class FileRecording implements Recording, Output {
  readonly path: string;
  readonly #parts: RecordingParts;
  readonly #writer: FileWriter;
  #startedMs = 0;
  #wallAheadMs = 0;
  #entries = 0;
  #bytes = 0;
  #ended: Promise<void> | null = null;

  constructor({ file, path }: OpenedFile, parts: RecordingParts) {
    this.path = path;
    this.#parts = parts;
    this.#writer = new FileWriter(file, (error) => {
      parts.logger.error({ error, path }, 'the recording failed and has ended');
      void this.#end();
    });
  }

  get active(): boolean {
    return this.#ended === null;
  }

  get entries(): number {
    return this.#entries;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Time runs from here on. */
  begin(header: Header): void {
    const { clock, anonymizer } = this.#parts;
    this.#startedMs = clock.now();
    this.#wallAheadMs = Date.parse(header.wall) - this.#startedMs;
    this.#append(() => anonymizer?.header(header) ?? header);
  }

  write(happening: Happening, within: boolean): void {
    if (this.#ended !== null) return;
    const { clock } = this.#parts;
    const nowMs = clock.now();
    this.#followWallClock(nowMs, clock.wallNow());
    this.#writeAt(nowMs, happening, within);
  }

  stop(): Promise<void> {
    if (this.#ended === null) this.#finish('stopped');
    return this.#ended ?? Promise.resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  // The wall clock is told again when it was set, or when the machine slept, during which the other one stands still.
  #followWallClock(nowMs: number, wall: Date): void {
    const aheadMs = wall.getTime() - nowMs;
    if (Math.abs(aheadMs - this.#wallAheadMs) < LEAST_CLOCK_STEP_MS) return;
    this.#wallAheadMs = aheadMs;
    this.#writeAt(nowMs, { type: 'clock', wall: wall.toISOString() }, false);
  }

  #writeAt(nowMs: number, happening: Happening, within: boolean): void {
    const at = Math.round((nowMs - this.#startedMs) * 1_000) / 1_000;
    const entry: Entry = { at, ...(within ? { within } : {}), ...happening };
    this.#append(() => this.#parts.anonymizer?.entry(entry) ?? entry);
  }

  #append(make: () => Header | Entry): void {
    if (this.#ended !== null) return;
    let line: string;
    try {
      line = `${JSON.stringify(make())}\n`;
    } catch (error) {
      this.#parts.logger.error({ error, path: this.path }, 'the recording failed and has ended');
      return void this.#end();
    }
    const bytes = Buffer.byteLength(line);
    if (this.#bytes + bytes > this.#parts.maxBytes) {
      const { maxBytes, logger } = this.#parts;
      logger.warn({ path: this.path, maxBytes }, 'the recording is as large as it may be and has ended');
      return this.#finish('limit');
    }
    this.#entries++;
    this.#bytes += bytes;
    this.#writer.append(line);
  }

  #finish(reason: EndReason): void {
    const at = Math.round((this.#parts.clock.now() - this.#startedMs) * 1_000) / 1_000;
    const end: Entry = { at, type: 'end', reason };
    this.#writer.append(`${JSON.stringify(end)}\n`);
    void this.#end();
  }

  #end(): Promise<void> {
    if (this.#ended === null) {
      this.#parts.onEnd(this);
      this.#ended = this.#writer.close();
    }
    return this.#ended;
  }
}
