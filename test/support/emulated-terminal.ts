import { createRequire } from 'node:module';
import type * as xterm from '@xterm/headless';

// It is CommonJS in a form whose names an import does not find.
const { Terminal } = createRequire(import.meta.url)('@xterm/headless') as typeof xterm;

/** What a terminal makes of what is written to it. */
export class EmulatedTerminal {
  readonly #terminal: xterm.Terminal;

  constructor(columns: number, rows: number) {
    this.#terminal = new Terminal({ cols: columns, rows, allowProposedApi: true });
  }

  /** Resolves when it has been taken in. */
  write(data: string | Uint8Array): Promise<void> {
    return new Promise((resolve) => this.#terminal.write(data, resolve));
  }

  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows);
  }

  /** What is seen, without the blanks at the ends of lines, and the blank lines at the end of all. */
  get lines(): string[] {
    const { active } = this.#terminal.buffer;
    const rows = Array.from({ length: this.#terminal.rows }, (_, row) => active.getLine(active.viewportY + row));
    const lines = rows.map((row) => row?.translateToString().trimEnd() ?? '');
    return lines.slice(0, lines.findLastIndex((line) => line !== '') + 1);
  }

  /** Whether a program has taken a screen of its own. */
  get isAlternate(): boolean {
    return this.#terminal.buffer.active.type === 'alternate';
  }

  /** Whether a line that is too long goes on in the next. */
  get wraps(): boolean {
    return this.#terminal.modes.wraparoundMode;
  }
}
