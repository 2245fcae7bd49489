import { isatty, type ReadStream } from 'node:tty';

export interface KeyboardEvents {
  onRedraw(): void;
  /** The terminal is gone. */
  onGone(): void;
}

// A terminal that echoes nothing sends no signals either: what it would do at these keys is done here, for the whole group of
// processes in its foreground.
const SIGNALS: Readonly<Record<string, NodeJS.Signals>> = { '\x03': 'SIGINT', '\x1a': 'SIGTSTP', '\x1c': 'SIGQUIT' };
const REDRAW = '\x0c';
const QUIT = 'q';

/** The keys of the terminal of standard input, while a view is on it: what is typed is not to be seen in it. */
export class Keyboard {
  readonly #events: KeyboardEvents;
  /** Null when standard input is something else. Not looked at before it is opened: the first look starts to read. */
  #input: ReadStream | null = null;

  constructor(events: KeyboardEvents) {
    this.#events = events;
  }

  open(): void {
    if (!isatty(0)) return;
    if (this.#input === null) {
      this.#input = process.stdin as ReadStream;
      this.#input.on('data', this.#onData).on('error', this.#onEnd).on('end', this.#onEnd);
    }
    // The shell may have set it otherwise meanwhile.
    this.#input.setRawMode(false).setRawMode(true);
    this.#input.resume();
  }

  close(): void {
    this.leave();
    this.#input?.setRawMode(false);
  }

  /** Its keys are for somebody else, and so is its mode: to change that from the background would stop us (SIGTTOU). */
  leave(): void {
    this.#input?.pause();
  }

  readonly #onEnd = (): void => {
    if (!isatty(0)) this.#events.onGone();
  };

  readonly #onData = (data: Buffer): void => {
    for (const key of data.toString('latin1')) {
      const signal = SIGNALS[key];
      if (signal !== undefined) process.kill(0, signal);
      else if (key === REDRAW) this.#events.onRedraw();
      else if (key === QUIT) process.kill(process.pid, 'SIGINT');
    }
  };
}
