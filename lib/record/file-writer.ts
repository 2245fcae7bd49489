import { writeSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';

// What may wait for the disk. More says that it does not keep up.
const LONGEST_QUEUE_BYTES = 8 * 1024 * 1024;

/** Appends text to a file without anybody waiting for it: what comes while a write is under way goes with the next. */
export class FileWriter {
  readonly #file: FileHandle;
  readonly #onFailure: (error: Error) => void;
  #queue: Buffer[] = [];
  #queuedBytes = 0;
  /** Being written, and where. */
  #chunk: Buffer | null = null;
  #position = 0;
  #writing: Promise<void> | null = null;
  #failed = false;

  /** `onFailure` is called once; after it nothing is written. */
  constructor(file: FileHandle, onFailure: (error: Error) => void) {
    this.#file = file;
    this.#onFailure = onFailure;
    process.on('exit', this.#finishNow);
  }

  append(text: string): void {
    if (this.#failed) return;
    const bytes = Buffer.from(text);
    if (this.#queuedBytes + bytes.length > LONGEST_QUEUE_BYTES)
      return this.#fail(new Error(`the file does not keep up: ${this.#queuedBytes} bytes wait to be written`));
    this.#queue.push(bytes);
    this.#queuedBytes += bytes.length;
    this.#writing ??= this.#writeAll();
  }

  /** Resolves when all is written and the file closed; also when it could not be. */
  async close(): Promise<void> {
    await this.#writing;
    process.off('exit', this.#finishNow);
    await this.#file.close().catch((error: unknown) => this.#fail(error as Error));
  }

  async #writeAll(): Promise<void> {
    // In a later turn: the first line of a burst must not go alone.
    await new Promise<void>((resolve) => void setImmediate(resolve));
    try {
      while (this.#queue.length > 0 && !this.#failed) await this.#write(this.#takeQueue());
    } catch (error) {
      this.#fail(error as Error);
    }
    this.#writing = null;
  }

  async #write(chunk: Buffer): Promise<void> {
    this.#chunk = chunk;
    for (let done = 0; done < chunk.length;) {
      const { bytesWritten } = await this.#file.write(chunk, done, chunk.length - done, this.#position + done);
      done += bytesWritten;
    }
    this.#position += chunk.length;
    this.#chunk = null;
  }

  #takeQueue(): Buffer {
    const chunk = Buffer.concat(this.#queue);
    this.#queue = [];
    this.#queuedBytes = 0;
    return chunk;
  }

  // process.exit() lets nothing finish. What was under way is written again, to the same place.
  readonly #finishNow = (): void => {
    if (this.#failed) return;
    const rest = Buffer.concat([...(this.#chunk === null ? [] : [this.#chunk]), this.#takeQueue()]);
    try {
      for (let done = 0; done < rest.length;)
        done += writeSync(this.#file.fd, rest, done, rest.length - done, this.#position + done);
    } catch {
      // There is nobody left to tell.
    }
  };

  #fail(error: Error): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#onFailure(error);
  }
}
