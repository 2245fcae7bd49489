import type { Clock } from '../clock.ts';
import { type Logger, silentLogger } from '../logger.ts';
import type { AttemptEvent, RetryerEvents } from './events.ts';
import { OperationLog } from './operation-log.ts';

/** Where the events of a retryer go. */
export interface EventSink {
  emitEvent<Name extends keyof RetryerEvents>(name: Name, payload: RetryerEvents[Name][0]): void;
  listenerCount(name: keyof RetryerEvents): number;
}

interface Succeeded {
  readonly name: string;
  readonly attempt: number;
  readonly invocation: number;
  readonly startedMs: number;
}

/** What an operation says of itself while it lives: events for those who listen, lines for the log. Never throws. */
export class Announcer {
  readonly #sink: EventSink;
  // Null: silent.
  readonly #log: OperationLog | null;
  readonly #clock: Clock;

  constructor(sink: EventSink, logger: Logger, clock: Clock) {
    this.#sink = sink;
    this.#log = logger === silentLogger ? null : new OperationLog(logger);
    this.#clock = clock;
  }

  /** Whether an event is listened for: most retryers have no listeners, and no event is made for nobody. */
  hears(event: keyof RetryerEvents): boolean {
    return this.#sink.listenerCount(event) > 0;
  }

  attempt({ name, attempt, invocation, outages }: AttemptEvent): void {
    if (this.hears('attempt')) this.#sink.emitEvent('attempt', { name, attempt, invocation, outages });
  }

  retry(name: string, attempt: number, delayMs: number, error: unknown): void {
    this.#log?.warn({ operation: name, attempt, delayMs, error }, 'operation failed, retrying');
    if (this.hears('retry')) this.#sink.emitEvent('retry', { name, attempt, delayMs, error });
  }

  outage(name: string, attempt: number, error: unknown): void {
    this.#log?.warn({ operation: name, attempt, error }, 'network is down, waiting for recovery');
    if (this.hears('outage')) this.#sink.emitEvent('outage', { name, attempt, error });
  }

  resume(name: string, attempt: number, parkedMs: number): void {
    this.#log?.info({ operation: name, attempt, parkedMs }, 'network recovered, resuming operation');
    if (this.hears('resume')) this.#sink.emitEvent('resume', { name, attempt, parkedMs });
  }

  restart(name: string, attempt: number, delayMs: number, error: unknown): void {
    this.#log?.info(
      { operation: name, attempt, delayMs, error },
      'way to the network was lost, starting operation over',
    );
  }

  success({ name, attempt, invocation, startedMs }: Succeeded): void {
    const told = this.hears('success');
    const log = invocation > 1 ? this.#log : null;
    if (!told && log === null) return;
    const elapsedMs = this.#clock.now() - startedMs;
    log?.info({ operation: name, attempt, elapsedMs }, 'operation succeeded after retry');
    if (told) this.#sink.emitEvent('success', { name, attempt, elapsedMs, error: null });
  }

  exhausted(name: string, attempt: number, error: unknown): void {
    this.#log?.warn({ operation: name, attempt, error }, 'operation failed after max attempts');
  }

  overBudget(name: string, attempt: number, error: unknown): void {
    this.#log?.warn({ operation: name, attempt, error }, 'operation failed, and the retry budget is spent');
  }

  notRetryable(name: string, attempt: number, error: unknown): void {
    this.#log?.warn({ operation: name, attempt, error }, 'operation failed with non-retryable error');
  }

  giveUp(name: string, attempt: number, startedMs: number, error: unknown): void {
    if (!this.hears('giveup')) return;
    this.#sink.emitEvent('giveup', { name, attempt, elapsedMs: this.#clock.now() - startedMs, error });
  }
}
