import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/**
 * A network namespace without a name: it lives as long as the shell in it, and that ends when its standard input closes,
 * whatever happens to us. Nothing is ever left behind.
 */
export class Namespace implements AsyncDisposable {
  readonly name: string;
  readonly #shell: ChildProcess;
  readonly #pending: Array<{ command: string; lines: string[]; settle: (status: number, output: string) => void }> = [];

  private constructor(name: string, shell: ChildProcess) {
    this.name = name;
    this.#shell = shell;
    createInterface({ input: shell.stdout! }).on('line', (line) => this.#onLine(line));
  }

  /** A fresh namespace with `lo` up. */
  static async create(name: string): Promise<Namespace> {
    const namespace = new Namespace(name, spawn('unshare', ['--net', 'sh'], { stdio: ['pipe', 'pipe', 'inherit'] }));
    await namespace.run('ip link set lo up');
    return namespace;
  }

  /** The namespace that this process is in. */
  static async own(): Promise<Namespace> {
    const namespace = new Namespace('host', spawn('sh', { stdio: ['pipe', 'pipe', 'inherit'] }));
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
      this.#pending.push({ command, lines: [], settle });
      this.#shell.stdin!.write(`{ ${command}\n} 2>&1 </dev/null; echo "--status $?"\n`);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exited = once(this.#shell, 'exit');
    this.#shell.stdin!.end();
    await exited;
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
