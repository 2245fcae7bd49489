import type { ReplaceableMonitor } from '../../monitor/replaceable-monitor.ts';
import type { CommandContext } from '../context.ts';
import { recordingLog } from '../recording-log.ts';
import { watchLine } from '../watch-line.ts';
import type { WatchRecord } from '../watch-record.ts';
import { Arrivals } from './arrivals.ts';
import { LiveView } from './live-view.ts';
import type { Terminal } from './terminal.ts';
import { ViewHistory } from './view-history.ts';

/** What `netwake watch` shows on a terminal in the place of lines. */
export class WatchView {
  /** For the monitor and all that is said about it while the view is open. */
  readonly context: CommandContext;
  readonly #given: CommandContext;
  readonly #terminal: Terminal;
  readonly #arrivals: Arrivals;
  #history: ViewHistory | null = null;
  #view: LiveView | null = null;
  #monitor: ReplaceableMonitor | null = null;
  /** What it ends with. */
  #last: WatchRecord | null = null;

  constructor(given: CommandContext, terminal: Terminal) {
    const arrivals = new Arrivals(() => given.clock.now());
    this.#given = given;
    this.#terminal = terminal;
    this.#arrivals = arrivals;
    this.context = {
      ...given,
      signal: given.signal,
      warn: (text) => this.#warn(text),
      createMonitor: (options) =>
        given.createMonitor({ logger: recordingLog(this.context.warn), ...options }, (backend) =>
          arrivals.noteOf(backend),
        ),
    };
  }

  /** Shows it from now on: before it starts. */
  open(monitor: ReplaceableMonitor): void {
    const { clock } = this.#given;
    const history = new ViewHistory(monitor, clock, this.#arrivals, () => view.touch());
    const view = new LiveView(this.#terminal, clock, () => history.model());
    this.#history = history;
    this.#monitor = monitor;
    this.#view = view;
    view.open();
  }

  readonly tell = (record: WatchRecord): void => void (this.#last = record);

  /** The terminal is as it was before, but for a line for the last state. Idempotent. */
  close(): void {
    if (this.#view === null) return;
    this.#view.close();
    this.#view = null;
    if (this.#last !== null) this.#given.print(watchLine(this.#presentReason(this.#last)));
  }

  // It may have become another since the state was told.
  #presentReason(last: WatchRecord): WatchRecord {
    const present = this.#monitor?.snapshot();
    if (last.type !== 'state' || present?.state !== last.state) return last;
    return { ...last, reason: present.reason };
  }

  // Where standard error is another place than the screen it goes there all the same.
  #warn(text: string): void {
    if (this.#view === null || this.#history === null || !this.#terminal.showsErrors) return this.#given.warn(text);
    const [, time] = this.#given.clock.wallNow().toISOString().split(/[T.]/);
    this.#history.note = `${time}Z  ${text}`;
    this.#view.touch();
  }
}
