import { writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { type ClockTimer, systemClock } from '../../clock.ts';
import { isInForeground } from '../process-record.ts';
import { Keyboard } from './keyboard.ts';
import type { Surface, Terminal, TerminalEvents } from './terminal.ts';

// The alternate screen, without a cursor, and without wrapping: a character that the terminal takes to be wider than we do
// then costs the end of its line, and not the place of all lines below (xterm's ctlseqs: DECSET 1049, 25 and 7).
const OWN_SCREEN = '\x1b[?1049h';
const OWN_MODES = '\x1b[?25l\x1b[?7l';
const GIVE_BACK = '\x1b[?7h\x1b[?25h\x1b[?1049l';

// Of a terminal that does not know its size.
const USUAL_COLUMNS = 80;
const USUAL_ROWS = 24;

/** How often one in the background looks whether it still is. */
const LOOK_MS = 500;

/**
 * Standard output, which is a terminal, for a view; null where nothing can be drawn on it, and where it is another's at present.
 *
 * @param onGone  called when the terminal itself is gone
 */
export function terminalForView(environment: NodeJS.ProcessEnv, onGone: () => void): Terminal | null {
  const { TERM = '' } = environment;
  if (TERM === '' || TERM === 'dumb' || !isInForeground()) return null;
  return new ProcessTerminal(environment, onGone);
}

class ProcessTerminal implements Terminal {
  readonly #output = process.stdout;
  readonly #environment: NodeJS.ProcessEnv;
  // Node heeds NO_COLOR, FORCE_COLOR and the kind of the terminal. Asked once, and now: it warns of who has set both.
  readonly #colors = process.stdout.hasColors();
  readonly #keyboard: Keyboard;
  #events: TerminalEvents | null = null;
  /** It is in our hands: not while we are stopped, or in the background. */
  #taken = false;
  /** For being in the foreground again. */
  #look: ClockTimer | null = null;

  constructor(environment: NodeJS.ProcessEnv, onGone: () => void) {
    this.#environment = environment;
    this.#keyboard = new Keyboard({ onRedraw: () => this.#resume(), onGone });
  }

  get surface(): Surface {
    const { columns, rows } = this.#output;
    return {
      columns: columns > 0 ? columns : USUAL_COLUMNS,
      rows: rows > 0 ? rows : USUAL_ROWS,
      unicode: showsUnicode(this.#environment),
      colors: this.#colors,
    };
  }

  get showsErrors(): boolean {
    return isatty(2);
  }

  open(events: TerminalEvents): void {
    this.#events = events;
    this.#output.on('resize', this.#onResize);
    process.on('SIGTSTP', this.#suspend).on('SIGCONT', this.#resume).on('SIGQUIT', this.#quit);
    // Whatever ends the process: who comes after it finds the terminal as it was. Node says only then what it died of.
    process.on('exit', this.#giveBackAtOnce);
    this.#take();
  }

  write(text: string): void {
    if (this.#taken) this.#output.write(text);
  }

  close(): void {
    if (this.#events === null) return;
    this.#events = null;
    this.#output.off('resize', this.#onResize);
    process.off('SIGTSTP', this.#suspend).off('SIGCONT', this.#resume).off('SIGQUIT', this.#quit);
    process.off('exit', this.#giveBackAtOnce);
    this.#look?.cancel();
    this.#giveBack();
  }

  #take(): void {
    this.#keyboard.open();
    // Not the screen a second time: the place of the cursor in the other would be forgotten.
    this.#output.write(this.#taken ? OWN_MODES : OWN_SCREEN + OWN_MODES);
    this.#taken = true;
  }

  #giveBack(): void {
    if (!this.#taken) return;
    this.#taken = false;
    this.#keyboard.close();
    this.#output.write(GIVE_BACK);
  }

  // In the background the terminal is another's until `fg`, of which bash sends no SIGCONT to what already runs.
  #leave(): void {
    this.#look = systemClock.setTimer(this.#resume, LOOK_MS, { unref: true });
    // After a SIGSTOP the view is still on it: the shell has its modes again, but no cursor.
    if (!this.#taken) return;
    this.#taken = false;
    this.#keyboard.leave();
    this.#output.write(GIVE_BACK);
  }

  readonly #giveBackAtOnce = (): void => {
    if (!this.#taken) return;
    this.#taken = false;
    try {
      writeSync(this.#output.fd, GIVE_BACK);
    } catch {
      // It is gone, and nobody is left to see it.
    }
  };

  readonly #onResize = (): void => {
    if (this.#taken) this.#events?.onLost();
  };

  // Stops as it would without us, once the terminal is the shell's again. With no shell to let it go on the kernel stops
  // nobody: we go on at once, and then no SIGCONT tells of it.
  readonly #suspend = (): void => {
    this.#giveBack();
    process.off('SIGTSTP', this.#suspend);
    process.kill(process.pid, 'SIGTSTP');
    process.on('SIGTSTP', this.#suspend);
    this.#resume();
  };

  // Ends as it would without us.
  readonly #quit = (): void => {
    this.#giveBack();
    process.off('SIGQUIT', this.#quit);
    process.kill(process.pid, 'SIGQUIT');
  };

  // Also after a stop that could not be foreseen, and on demand: then it may look like anything.
  readonly #resume = (): void => {
    this.#look?.cancel();
    if (this.#events === null) return;
    if (!isInForeground()) return this.#leave();
    this.#take();
    this.#events.onLost();
  };
}

/** Unless the locale has another character set, and on the console of Linux, whose fonts have few characters. */
function showsUnicode({ TERM, LC_ALL, LC_CTYPE, LANG }: NodeJS.ProcessEnv): boolean {
  const locale = [LC_ALL, LC_CTYPE, LANG].find((value) => value !== undefined && value !== '');
  return TERM !== 'linux' && (locale === undefined || /utf-?8/i.test(locale));
}
