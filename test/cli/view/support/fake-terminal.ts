import type { Surface, Terminal, TerminalEvents } from '../../../../lib/cli/view/terminal.ts';

/** A terminal that keeps what is written to it. */
export class FakeTerminal implements Terminal {
  surface: Surface = { columns: 80, rows: 24, unicode: true, colors: false };
  showsErrors = true;
  isOpen = false;
  /** One entry a write. */
  readonly written: string[] = [];
  /** Does what a resize does, or a SIGCONT. */
  lose: () => void = () => {};
  onWrite: (text: string) => void = () => {};

  open(events: TerminalEvents): void {
    this.isOpen = true;
    this.lose = events.onLost;
  }

  write(text: string): void {
    if (!this.isOpen) throw new Error('written to while it is closed');
    this.written.push(text);
    this.onWrite(text);
  }

  close(): void {
    this.isOpen = false;
  }
}
