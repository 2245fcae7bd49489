import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync, rmSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';

/** A FIFO at a path, with a writer that never writes. */
export class SilentFifo implements Disposable {
  readonly path: string;
  readonly #writer: ChildProcessByStdio<Writable, Readable, null>;
  readonly #opened: Promise<unknown>;

  constructor(path: string) {
    execFileSync('mkfifo', [path]);
    this.path = path;
    this.#writer = spawn('sh', ['-c', 'exec 3>"$0"; echo; cat', path], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#opened = once(this.#writer.stdout, 'data');
  }

  /** Somebody reads it. */
  async opened(): Promise<void> {
    await this.#opened;
  }

  /** Whoever opens it still, or has it open, comes to an end: a thread of ours that waited for ever would keep the tests from theirs. */
  [Symbol.dispose](): void {
    const both = openSync(this.path, constants.O_RDWR | constants.O_NONBLOCK);
    rmSync(this.path);
    this.#writer.kill('SIGKILL');
    closeSync(both);
  }
}
