import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { toolPath } from '../../scripts/native-tools.mjs';
import type { Namespace } from '../../test/lab/support/namespace.ts';

const LONGEST_LINE_BYTES = 128;

/**
 * `linkctl` in a namespace: sets interfaces up and down, and knows when. It writes to a file and not to a pipe, for a reader
 * that wakes up right after the system call would take the processor from those who are measured.
 */
export class LinkSwitch implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #file: number;
  #offset = 0;

  constructor(namespace: Namespace) {
    const directory = mkdtempSync(path.join(tmpdir(), 'netwake-bench-'));
    this.#file = openSync(path.join(directory, 'linkctl'), 'w+');
    rmSync(directory, { recursive: true });
    this.#child = spawn(toolPath('linkctl'), ['--netns-pid', String(namespace.pid)], {
      stdio: ['pipe', this.#file, 'inherit'],
    });
  }

  /** Gives the order and returns; {@link begun} tells when it was obeyed. */
  set(name: string, state: 'up' | 'down'): void {
    this.#child.stdin!.write(`${state} ${name}\n`);
  }

  /** Puts the default route back, which goes with the link. As {@link set}. */
  route(gateway: string): void {
    this.#child.stdin!.write(`route ${gateway}\n`);
  }

  /** The time right before the system call of the oldest order that has not been asked about. To be called when its effect has been seen. */
  async begun(): Promise<bigint> {
    const bytes = Buffer.alloc(LONGEST_LINE_BYTES);
    for (;;) {
      const length = readSync(this.#file, bytes, 0, bytes.length, this.#offset);
      const line = bytes.toString('latin1', 0, length).split('\n', 2);
      if (line.length === 2) {
        this.#offset += line[0]!.length + 1;
        if (line[0]!.startsWith('error')) throw new Error(`linkctl: ${line[0]}`);
        return BigInt(line[0]!.split(' ')[0]!);
      }
      await sleep(1);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.stdin!.end();
    await exited;
    closeSync(this.#file);
  }
}
