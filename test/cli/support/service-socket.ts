import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('datagram-socket.py', import.meta.url));

/** The socket of a service manager, and what it is told. Node has none of this kind. */
export class ServiceSocket implements Disposable {
  readonly #child: ChildProcessByStdio<null, Readable, null>;
  readonly #lines: AsyncIterator<string>;

  private constructor(name: string) {
    this.#child = spawn('python3', [PROGRAM, name], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** @param name  a path, or an abstract name after `@` */
  static async bound(name: string): Promise<ServiceSocket> {
    const socket = new ServiceSocket(name);
    await socket.next();
    return socket;
  }

  /** The next datagram. @throws Error when the socket is gone */
  async next(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error('the socket is gone');
    return JSON.parse(value as string) as string;
  }

  [Symbol.dispose](): void {
    this.#child.kill('SIGKILL');
  }
}
