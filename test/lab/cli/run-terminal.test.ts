import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import { startCliInTerminal } from '../../cli/support/run-cli.ts';
import { concerns } from '../support/backend.ts';
import { Lab } from '../support/lab.ts';

const CTRL_C = '\x03';

/** Says who runs it, and then every SIGINT that it gets; SIGTERM ends it with 3. */
const COUNTER = [
  process.execPath,
  '-e',
  `process.on('SIGINT', () => console.log('<INT>'));
   process.on('SIGTERM', () => process.exit(3));
   setInterval(() => {}, 1e6);
   console.log('<run by ' + process.ppid + '>');`,
];
const SLEEPER = ['sh', '-c', 'echo "<run by $PPID>"; exec sleep 600'];

concerns(['netlink'], 'a terminal has nothing to do with it').describe('netwake run in a terminal', () => {
  let lab: Lab;

  before(async () => {
    lab = await Lab.connected();
  });

  after(async () => {
    await lab[Symbol.asyncDispose]();
  });

  class Terminal implements Disposable {
    readonly #script: ChildProcessWithoutNullStreams;
    #output = '';

    constructor(...command: string[]) {
      this.#script = startCliInTerminal('run', '--', ...command);
      this.#script.stdout.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    }

    get output(): string {
      return this.#output;
    }

    press(keys: string): void {
      this.#script.stdin.write(keys);
    }

    async shows(pattern: RegExp): Promise<string> {
      for (;;) {
        const match = pattern.exec(this.#output);
        if (match !== null) return match[1] ?? '';
        await Promise.race([once(this.#script.stdout, 'data'), once(this.#script, 'exit')]);
        if (this.#script.exitCode !== null) throw new Error(`it ended, and has shown ${this.#output}`);
      }
    }

    async exit(): Promise<unknown> {
      const [code]: unknown[] = await once(this.#script, 'close');
      return code;
    }

    [Symbol.dispose](): void {
      this.#script.kill('SIGKILL');
    }
  }

  it('leaves Ctrl-C to the terminal: who counts them gets one', async () => {
    using terminal = new Terminal(...COUNTER);
    const netwake = Number(await terminal.shows(/<run by (\d+)>/));
    terminal.press(CTRL_C);
    await terminal.shows(/<INT>/);
    // What netwake does of the first signal it does before the next.
    process.kill(netwake, 'SIGTERM');
    expect(await terminal.exit()).to.equal(3);
    expect(terminal.output.match(/<INT>/g)).to.have.lengthOf(1);
  });

  it('ends with a command that Ctrl-C kills, and does not try it again', async () => {
    using terminal = new Terminal(...SLEEPER);
    await terminal.shows(/<run by/);
    terminal.press(CTRL_C);
    expect(await terminal.exit()).to.equal(130);
    expect(terminal.output.replaceAll('\r', '')).to.match(/^<run by \d+>\n\^Cnetwake: sh was killed by SIGINT\n$/);
  });

  it('passes on a SIGINT that it alone was sent, when the command has no handler', async () => {
    using terminal = new Terminal(...SLEEPER);
    const netwake = Number(await terminal.shows(/<run by (\d+)>/));
    process.kill(netwake, 'SIGINT');
    expect(await terminal.exit()).to.equal(130);
  });

  it('gives the command the terminal as its input', async () => {
    using terminal = new Terminal('sh', '-c', 'test -t 0 && echo "<at a terminal>"; read line; echo "<got $line>"');
    await terminal.shows(/<at a terminal>/);
    terminal.press('word\n');
    await terminal.shows(/<got word>/);
    expect(await terminal.exit()).to.equal(0);
  });
});
