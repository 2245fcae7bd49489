import { type Clock, systemClock } from '../../../lib/clock.ts';
import { type CommandContext, Interrupted } from '../../../lib/cli/context.ts';
import type { Terminal } from '../../../lib/cli/view/terminal.ts';
import { NetworkMonitor } from '../../../lib/index.ts';
import type { Prober } from '../../../lib/probe/contract.ts';
import type { NetworkSource } from '../../../lib/sources/contract.ts';
import { NO_COUNTS } from '../../../lib/sources/no-counts.ts';

/** A context whose monitors have this source, and that keeps what is printed. `interrupt` does what a signal does. */
export class TestContext implements CommandContext {
  readonly printed: string[] = [];
  readonly warned: string[] = [];
  readonly noted: string[] = [];
  /** Does what a SIGHUP does. */
  hangUp: () => void = () => {};
  readonly clock: Clock;
  readonly #controller = new AbortController();
  readonly #source: NetworkSource;
  readonly #fallbackReason: string | null;

  constructor(source: NetworkSource, clock: Clock = systemClock, fallbackReason: string | null = null) {
    this.#source = source;
    this.clock = clock;
    this.#fallbackReason = fallbackReason;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  interrupt(by: Interrupted['by']): void {
    this.#controller.abort(new Interrupted(by));
  }

  readonly print = (text: string): void => void this.printed.push(text);
  readonly warn = (text: string): void => void this.warned.push(text);

  readonly note = (line: string): void => void this.noted.push(line);
  uptimeMs = (): number => 0;
  readonly onHangup = (listener: () => void): void => {
    this.hangUp = listener;
  };

  terminal = (): Promise<Terminal | null> => Promise.resolve(null);

  readonly createMonitor: CommandContext['createMonitor'] = (options, prepare = (backend) => backend) =>
    new NetworkMonitor(options, {
      backend: () =>
        prepare({
          source: this.#source,
          prober: SILENT_PROBER,
          snapshot: { events: 'netlink', probes: 'native', fallbackReason: this.#fallbackReason },
        }),
    });
}

/** A source that does no more than `start`. */
export function sourceThat(start: NetworkSource['start']): NetworkSource {
  return {
    kind: 'netlink',
    start,
    watchPaths: () => {},
    drain: () => {},
    counters: () => NO_COUNTS,
    ref: () => {},
    unref: () => {},
    close: () => {},
  };
}

/** Whom it asks never answers. */
export const SILENT_PROBER: Prober = {
  kind: 'native',
  probe: () => ({ cancel: () => {} }),
  ref: () => {},
  unref: () => {},
  close: () => {},
};
