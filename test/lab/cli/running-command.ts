import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { startCliApart } from '../../cli/support/run-cli.ts';
import { labBackend } from '../support/backend.ts';

/** What `netwake run --json` tells. */
export type Note = Record<string, unknown> & { type: string };

/** How it ended. `notes` are all that were told. */
export interface RunEnd {
  code: number | null;
  stdout: string;
  notes: Note[];
}

const running = new Set<RunningCommand>();

// A test that ran out of time has disposed of nothing, and what it has left would keep the whole suite from its end.
afterEach(() => {
  for (const each of running) each[Symbol.dispose]();
});

/** `netwake run --json FLAGS -- COMMAND`, on the backend of this run, with a standard input that is ours. */
export class RunningCommand implements Disposable {
  readonly child: ReturnType<typeof startCliApart>;
  readonly notes: Note[] = [];
  /** What is no note: the command's own words on standard error, or a complaint. */
  readonly words: string[] = [];
  readonly #stdout: Promise<string>;
  readonly #closed: Promise<unknown[]>;
  #read = 0;
  #onNote: (() => void) | null = null;

  constructor(flags: readonly string[], command: readonly string[]) {
    const backend = labBackend === 'polling' ? ['--no-netlink'] : [];
    this.child = startCliApart('run', '--json', ...backend, ...flags, '--', ...command);
    this.#stdout = text(this.child.stdout);
    this.#closed = once(this.child, 'close');
    running.add(this);
    this.child.once('close', () => running.delete(this));
    createInterface({ input: this.child.stderr }).on('line', (line) => this.#onLine(line));
    // Whoever does not read it is no concern of ours.
    this.child.stdin.on('error', () => {});
  }

  /** The next note of this type, and whatever else is said of it. */
  async next(type: string, fits: (note: Note) => boolean = () => true): Promise<Note> {
    for (;;) {
      const note = this.notes[this.#read++];
      if (note === undefined) {
        this.#read--;
        await Promise.race([new Promise<void>((resolve) => (this.#onNote = resolve)), this.#closed]);
        if (this.child.exitCode !== null && this.#read >= this.notes.length) {
          throw new Error(`it exited with ${this.child.exitCode} before '${type}': ${this.words.join('\n')}`);
        }
      } else if (note.type === type && fits(note)) return note;
    }
  }

  async end(): Promise<RunEnd> {
    const [stdout, [code]] = await Promise.all([this.#stdout, this.#closed]);
    return { code: code as number | null, stdout, notes: this.notes };
  }

  /** The types of all notes so far. */
  get story(): string[] {
    return this.notes.map(({ type }) => type);
  }

  [Symbol.dispose](): void {
    running.delete(this);
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    // Its command is of its group.
    process.kill(-this.child.pid!, 'SIGKILL');
  }

  #onLine(line: string): void {
    if (!line.startsWith('{')) {
      this.words.push(line);
      return;
    }
    this.notes.push(JSON.parse(line) as Note);
    this.#onNote?.();
  }
}
