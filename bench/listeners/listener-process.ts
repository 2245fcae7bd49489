import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Namespace } from '../../test/lab/support/namespace.ts';
import { processTree } from './process-tree.ts';

/** A table of links: 1 for up, 2 for a carrier, or both, by index. */
export type LinkTable = Record<string, number>;

/** What every listener answers. */
export interface ListenerReport {
  messages: number;
  /** How often it was told that messages were lost. */
  overflows: number;
  /** When its table changed last, in milliseconds of CLOCK_MONOTONIC. */
  changedAtMs: number;
  table: LinkTable;
}

/** What netwake answers besides. */
export interface NetwakeReport extends ListenerReport {
  wakeups: number;
  resyncs: number;
  checks: number;
  /** The monitor itself: nothing that it says after that is news. */
  failed: boolean;
  rssBytes: number;
  loopDelayP99Ms: number | null;
  loopDelayMaxMs: number | null;
  /** Since the report before: how many link events, what the last of each interface said (0 when it is gone), and the states. */
  told: { events: number; links: LinkTable; states: string[] };
}

// One that has been behind for this long will not catch up while a bench waits.
const HUNG_MS = 30_000;

/** A program in a namespace that keeps a table of links. It says `ready`, then answers each line with one of JSON. */
export class ListenerProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  #onLine: ((line: string | null) => void) | null = null;

  constructor(namespace: Namespace, command: readonly string[]) {
    this.#child = spawn('nsenter', [`--net=/proc/${namespace.pid}/ns/net`, ...command], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    createInterface({ input: this.#child.stdout! }).on('line', (line) => this.#onLine?.(line));
    this.#child.stdin!.on('error', () => {});
    this.#child.on('exit', () => this.#onLine?.(null));
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** How it ended of itself, or null while it runs. */
  get ended(): string | null {
    const { exitCode, signalCode } = this.#child;
    if (signalCode !== null) return `died of ${signalCode}`;
    return exitCode === null ? null : `exited with ${exitCode}`;
  }

  async ready(): Promise<void> {
    if ((await this.#line()) !== 'ready') throw new Error(`a listener ${this.ended ?? 'did not get ready'}`);
  }

  /** What it knows now, or null when it has ended or answers no more. */
  async report<Report extends ListenerReport>(): Promise<Report | null> {
    if (this.ended !== null) return null;
    const answer = this.#line();
    this.#child.stdin!.write('\n');
    const line = await answer;
    return line === null ? null : (JSON.parse(line) as Report);
  }

  /** SIGSTOP or SIGCONT to it, and to what it has started. */
  async signal(name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): Promise<void> {
    for (const pid of (await processTree(this.pid)).toReversed()) process.kill(pid, name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.ended !== null) return;
    const exited = once(this.#child, 'exit');
    await this.signal('SIGKILL');
    await exited;
  }

  #line(): Promise<string | null> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle(null), HUNG_MS);
      const settle = (line: string | null): void => {
        clearTimeout(timer);
        this.#onLine = null;
        resolve(line);
      };
      this.#onLine = settle;
      if (this.ended !== null) settle(null);
    });
  }
}
