import { type ChildProcessWithoutNullStreams, execFileSync } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { readlinkSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { EmulatedTerminal } from '../../support/emulated-terminal.ts';
import { descendants } from '../../support/process-tree.ts';
import { startInTerminal } from './run-cli.ts';

export interface TerminalSettings {
  columns?: number;
  rows?: number;
  environment?: NodeJS.ProcessEnv;
}

// What would settle how the screen looks, were it set where the tests run. Node shows no colours where CI is set.
const SETTLING = ['CI', 'NO_COLOR', 'FORCE_COLOR', 'NODE_DISABLE_COLORS', 'LC_ALL', 'LC_CTYPE'];

/** A terminal with a line of the shell in it, and what is seen there. */
export class TerminalSession implements Disposable {
  readonly screen: EmulatedTerminal;
  /** All that was written to it. */
  output = '';
  /** What is written to descriptor 3, once nobody has it open any more. */
  readonly aside: Promise<string>;
  readonly #script: ChildProcessWithoutNullStreams;
  readonly #drawings = new EventEmitter();
  readonly #closed: Promise<unknown[]>;
  #ended = false;

  constructor(line: string, { columns = 80, rows = 20, environment = {} }: TerminalSettings = {}) {
    this.screen = new EmulatedTerminal(columns, rows);
    const variables: NodeJS.ProcessEnv = { ...process.env, TERM: 'xterm-256color', LANG: 'C.UTF-8' };
    for (const name of SETTLING) delete variables[name];
    Object.assign(variables, environment);
    this.#script = startInTerminal(`stty cols ${columns} rows ${rows}; ${line}`, variables);
    this.aside = text(this.#script.stdio[3] as Readable);
    this.#closed = once(this.#script, 'close');
    this.#script.stdout.on('data', (chunk: Buffer) => {
      this.output += chunk.toString('latin1');
      void this.screen.write(chunk).then(() => this.#drawings.emit('drawn'));
    });
    // After what was written last: that has been taken in by then.
    void this.#closed
      .then(() => this.screen.write(''))
      .then(() => {
        this.#ended = true;
        this.#drawings.emit('drawn');
      });
  }

  press(keys: string): void {
    this.#script.stdin.write(keys);
  }

  /** What is seen, as soon as that fits. */
  async shows(fits: (shown: string) => boolean): Promise<string[]> {
    for (;;) {
      const { lines } = this.screen;
      if (fits(lines.join('\n'))) return lines;
      if (this.#ended) throw new Error(`it ended, and shows ${lines.join('\n')}`);
      await once(this.#drawings, 'drawn');
    }
  }

  resize(columns: number, rows: number): void {
    this.screen.resize(columns, rows);
    const device = readlinkSync(`/proc/${this.processes[0]}/fd/1`);
    execFileSync('stty', ['-F', device, 'cols', `${columns}`, 'rows', `${rows}`]);
  }

  /** What runs in it. */
  get processes(): number[] {
    return descendants(this.#script.pid!).map(({ pid }) => pid);
  }

  /** Its other end is closed. */
  hangUp(): void {
    this.#script.kill('SIGKILL');
  }

  /** What the line exits with, once all has been taken in. */
  async exit(): Promise<unknown> {
    const [code] = await this.#closed;
    await this.screen.write('');
    return code;
  }

  [Symbol.dispose](): void {
    this.#script.kill('SIGKILL');
  }
}
