import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { createInterface } from 'node:readline';

// Out of reach of the terminal's Ctrl-C: we hear it, and put things away in order.
const RESIDENT: SpawnOptions = { stdio: ['pipe', 'pipe', 'inherit'], detached: true };

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/**
 * A network namespace without a name: it lives as long as the shell in it, and that ends when its standard input closes,
 * whatever happens to us. Nothing is ever left behind.
 */
export class Namespace implements AsyncDisposable {
  readonly name: string;
  readonly #shell: ChildProcess;
  readonly #programs: ChildProcess[] = [];
  readonly #pending: Array<{ command: string; lines: string[]; settle: (status: number, output: string) => void }> = [];

  private constructor(name: string, shell: ChildProcess) {
    this.name = name;
    this.#shell = shell;
    createInterface({ input: shell.stdout! }).on('line', (line) => this.#onLine(line));
    // A shell that has gone tells us twice: its end is heard, and a write to it fails.
    shell.stdin!.on('error', () => {});
    shell.on('exit', () => this.#onExit());
  }

  /** A fresh namespace with `lo` up. */
  static async create(name: string): Promise<Namespace> {
    const namespace = new Namespace(name, spawn('unshare', ['--net', 'sh'], RESIDENT));
    await namespace.run('ip link set lo up');
    return namespace;
  }

  /**
   * The namespace that this process is in.
   *
   * @throws when it was not made for us: nothing here may reach a real network
   */
  static async own(): Promise<Namespace> {
    const others = Object.keys(networkInterfaces()).filter((name) => name !== 'lo');
    if (process.env['NETWAKE_LAB'] !== '1' || others.length > 0) {
      throw new Error(`not in a lab namespace (interfaces: ${others.join(', ') || 'none'}): use npm run lab`);
    }
    const namespace = new Namespace('host', spawn('sh', RESIDENT));
    await namespace.run('ip link set lo up');
    return namespace;
  }

  /** For `ip link … netns PID` and nsenter. */
  get pid(): number {
    return this.#shell.pid!;
  }

  /** Runs a shell command in the namespace and answers what it printed. Rejects when it fails. */
  run(command: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const settle = (status: number, output: string): void => {
        if (status === 0) resolve(output);
        else reject(new Error(`in ${this.name}: ${command}\nexited ${status}: ${output}`));
      };
      if (hasEnded(this.#shell)) return settle(-1, 'the shell has ended');
      this.#pending.push({ command, lines: [], settle });
      this.#shell.stdin!.write(`{ ${command}\n} 2>&1 </dev/null; echo "--status $?"\n`);
    });
  }

  /** Starts a program in the namespace, and answers once it has printed something. It must end when its standard input does. */
  async start(program: string, ...args: readonly string[]): Promise<ChildProcess> {
    const child = spawn('nsenter', [`--net=/proc/${this.pid}/ns/net`, program, ...args], RESIDENT);
    child.stdin!.on('error', () => {});
    this.#programs.push(child);
    await Promise.race([once(child.stdout!, 'data'), once(child, 'exit')]);
    if (!hasEnded(child)) return child;
    throw new Error(`in ${this.name}: ${program} ended with ${child.signalCode ?? child.exitCode}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of [...this.#programs, this.#shell]) {
      child.stdin!.end();
      if (!hasEnded(child)) await once(child, 'exit');
    }
  }

  #onExit(): void {
    for (const { settle } of this.#pending.splice(0)) settle(-1, 'the shell has ended');
  }

  #onLine(line: string): void {
    const first = this.#pending[0];
    const status = /^(.*)--status (\d+)$/.exec(line);
    if (first === undefined) return;
    if (status === null) {
      first.lines.push(line);
      return;
    }
    if (status[1] !== '') first.lines.push(status[1]!);
    this.#pending.shift();
    first.settle(Number(status[2]), first.lines.join('\n'));
  }
}
