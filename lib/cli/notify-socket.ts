import type { Clock, ClockTimer } from '../clock.ts';
import { toError } from '../errors.ts';
import type { NativeSystemError } from '../native/binding.ts';
import { loadAddon } from '../native/loader.ts';
import type { CommandContext } from './context.ts';

/** The manager reads as fast as it can: what it has no room for now it has soon. */
const RETRY_MS = 100;
const MOST_WAITING = 16;
/** What may be lost when there is too much: there will be another. */
const DISPENSABLE = /^(STATUS|WATCHDOG)=/;

/** @throws NativeSystemError */
type Deliver = (text: string) => void;

/** The socket of a service manager. Sends in order, and waits for nothing. */
export class NotifySocket {
  readonly #deliver: Deliver;
  readonly #clock: Clock;
  readonly #warn: CommandContext['warn'];
  readonly #waiting: string[] = [];
  #retry: ClockTimer | null = null;
  #warned = false;

  constructor(deliver: Deliver, { clock, warn }: Pick<CommandContext, 'clock' | 'warn'>) {
    this.#deliver = deliver;
    this.#clock = clock;
    this.#warn = warn;
  }

  /** Null without the addon, which is told: a service that says nothing is taken for one that does not come up. */
  static open(address: string, context: Pick<CommandContext, 'clock' | 'warn'>): NotifySocket | null {
    const loaded = loadAddon();
    if ('addon' in loaded) return new NotifySocket((text) => loaded.addon.sendDatagram(address, text), context);
    context.warn(`the service manager can't be told anything: ${loaded.reason}`);
    return null;
  }

  /** Sends some assignments, one a line. */
  readonly send = (text: string): void => {
    this.#waiting.push(text);
    if (this.#retry === null) this.#flush();
    if (this.#waiting.length <= MOST_WAITING) return;
    const dispensable = this.#waiting.findIndex((each) => DISPENSABLE.test(each));
    this.#waiting.splice(Math.max(dispensable, 0), 1);
  };

  readonly #flush = (): void => {
    this.#retry = null;
    for (let text = this.#waiting[0]; text !== undefined; text = this.#waiting[0]) {
      const error = this.#try(text);
      if (error?.errno === 'EAGAIN') {
        this.#retry = this.#clock.setTimer(this.#flush, RETRY_MS, { unref: true });
        return;
      }
      if (error !== null) this.#warnOnce(error);
      this.#waiting.shift();
    }
  };

  #try(text: string): NativeSystemError | null {
    try {
      this.#deliver(text);
      return null;
    } catch (error) {
      return toError(error) as NativeSystemError;
    }
  }

  #warnOnce({ message }: Error): void {
    if (!this.#warned) this.#warn(`the service manager was not told: ${message}`);
    this.#warned = true;
  }
}
