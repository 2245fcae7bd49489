/** What a view needs to know of the terminal that it is for. */
export interface Surface {
  readonly columns: number;
  readonly rows: number;
  /** Whether it shows more than ASCII. */
  readonly unicode: boolean;
  readonly colors: boolean;
}

/** Whom a terminal tells of what concerns a view on it. */
export interface TerminalEvents {
  /** What was drawn may be gone, or the surface is another one. */
  onLost(): void;
}

/** A terminal that can be had whole, for as long as a view is on it. */
export interface Terminal {
  /** As of now. */
  readonly surface: Surface;
  /** Whether what goes to standard error is seen here too. */
  readonly showsErrors: boolean;
  /** Takes it: a screen of its own, no cursor, no echo. */
  open(events: TerminalEvents): void;
  /** In one write. Nothing while it is not in our hands: stopped, in the background, or closed. */
  write(text: string): void;
  /** Gives it back as it was. Idempotent. */
  close(): void;
}
