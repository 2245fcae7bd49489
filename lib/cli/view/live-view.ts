import type { Clock, ClockTimer } from '../../clock.ts';
import { ageLastsMs } from './age.ts';
import { paint } from './paint.ts';
import { renderView } from './render.ts';
import { Screen } from './screen.ts';
import type { Terminal } from './terminal.ts';
import type { ViewModel } from './view-model.ts';

// Nobody reads faster; in a storm of changes the screen is to be read, and the time for the monitor.
const LEAST_INTERVAL_MS = 100;

/** A terminal that shows what a model says: written to when something on it changes, and never else. */
export class LiveView {
  readonly #terminal: Terminal;
  readonly #clock: Clock;
  readonly #model: () => ViewModel;
  readonly #screen = new Screen();
  #open = false;
  /** A drawing that is due, in the next turn or when the last is long enough ago. */
  #due: { cancel(): void } | null = null;
  /** For the age, which moves although nothing happens. */
  #aging: ClockTimer | null = null;
  #drawnAtMs = Number.NEGATIVE_INFINITY;

  constructor(terminal: Terminal, clock: Clock, model: () => ViewModel) {
    this.#terminal = terminal;
    this.#clock = clock;
    this.#model = model;
  }

  /** Drawn in the next turn: what is about to start has started by then. */
  open(): void {
    this.#open = true;
    this.#terminal.open({ onLost: this.#redraw });
    this.touch();
  }

  /** Something may be different. Does nothing yet: who tells of it has others to tell. */
  readonly touch = (): void => {
    if (this.#due !== null || !this.#open) return;
    const leftMs = this.#drawnAtMs + LEAST_INTERVAL_MS - this.#clock.now();
    this.#due = leftMs > 0 ? this.#clock.setTimer(this.#draw, leftMs, { unref: true }) : this.#nextTurn();
  };

  /** The terminal is as it was before. Idempotent. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#cancel();
    this.#terminal.close();
  }

  readonly #redraw = (): void => {
    this.#screen.forget();
    this.#draw();
  };

  readonly #draw = (): void => {
    this.#cancel();
    if (!this.#open) return;
    const { surface } = this.#terminal;
    const model = this.#model();
    const lines = renderView(model, surface).map((line) => paint(line, surface.colors));
    const update = this.#screen.update(lines);
    if (update !== '') this.#terminal.write(update);
    this.#drawnAtMs = this.#clock.now();
    this.#aging = this.#clock.setTimer(this.touch, ageLastsMs(model.ageMs), { unref: true });
  };

  #nextTurn(): { cancel(): void } {
    let cancelled = false;
    this.#clock.nextTurn(() => cancelled || this.#draw());
    return { cancel: () => void (cancelled = true) };
  }

  #cancel(): void {
    this.#due?.cancel();
    this.#aging?.cancel();
    this.#due = this.#aging = null;
  }
}
