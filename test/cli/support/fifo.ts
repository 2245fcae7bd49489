import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
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

  [Symbol.dispose](): void {
    this.#writer.kill('SIGKILL');
  }
}
