import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { toolPath } from '../../scripts/native-tools.mjs';
import type { Namespace } from '../../test/lab/support/namespace.ts';

/** `linkstorm` in a namespace. */
export class StormTool implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(namespace: Namespace) {
    this.#child = spawn('nsenter', [`--net=/proc/${namespace.pid}/ns/net`, toolPath('linkstorm')], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]();
  }

  /**
   * Gives an order, and resolves with the answer when it was obeyed.
   *
   * @throws Error when the kernel refuses
   */
  async obey(order: string): Promise<string> {
    this.#child.stdin!.write(`${order}\n`);
    const next = await this.#lines.next();
    const answer = next.done === true ? 'error: it has ended' : next.value;
    if (answer.startsWith('error')) throw new Error(`linkstorm: ${order}: ${answer}`);
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.stdin!.end();
    await exited;
  }
}
