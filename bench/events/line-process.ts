import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Namespace } from '../../test/lab/support/namespace.ts';

/** One line of a measured process: what happened, and when (CLOCK_MONOTONIC nanoseconds). */
export interface TimedLine {
  word: string;
  nanoseconds: bigint;
}

// Nothing that is measured takes a second; what takes this long has hung.
const HUNG_MS = 10_000;

/** A process in a namespace that prints `WORD NANOSECONDS` lines, or words alone. */
export class LineProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #lines: TimedLine[] = [];
  #onLine: (() => void) | null = null;

  constructor(namespace: Namespace, command: string, ...args: string[]) {
    this.#child = spawn('nsenter', [`--net=/proc/${namespace.pid}/ns/net`, command, ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    createInterface({ input: this.#child.stdout! }).on('line', (line) => {
      const [word, nanoseconds] = line.split(' ');
      this.#lines.push({ word: word!, nanoseconds: BigInt(nanoseconds ?? 0) });
      this.#onLine?.();
    });
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** The next line that begins with `word`; those before it are passed over. */
  async next(word: string): Promise<TimedLine> {
    for (;;) {
      for (let line = this.#lines.shift(); line !== undefined; line = this.#lines.shift())
        if (line.word === word) return line;
      await this.#more(word);
    }
  }

  /** The next line, whatever it says. */
  async nextLine(): Promise<TimedLine> {
    while (this.#lines.length === 0) await this.#more('line');
    return this.#lines.shift()!;
  }

  /** Its first line: from then on it misses nothing. */
  async first(): Promise<void> {
    while (this.#lines.length === 0) await this.#more('first line');
  }

  /** Writes a line to its standard input. */
  tell(line: string): void {
    this.#child.stdin!.write(`${line}\n`);
  }

  /** What has been printed and not been asked for is of no interest any more. */
  forget(): void {
    this.#lines.length = 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.kill();
    await exited;
  }

  #more(word: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no '${word}' within ${HUNG_MS} ms`)), HUNG_MS);
      this.#onLine = () => {
        clearTimeout(timer);
        this.#onLine = null;
        resolve();
      };
    });
  }
}
