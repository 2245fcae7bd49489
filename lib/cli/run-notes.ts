import type { NetworkMonitor } from '../monitor/network-monitor.ts';
import type { AttemptEvent, EndEvent, OutageEvent, ResumeEvent, RetryEvent } from '../retry/events.ts';
import { interruptionOf } from '../retry/errors.ts';
import type { Retryer } from '../retry/retryer.ts';
import { CommandError } from './command-error.ts';
import type { CommandContext } from './context.ts';
import { Signalled } from './signalled.ts';
import { evidenceOf } from './wait-goal.ts';

export interface NoteOptions {
  readonly name: string;
  readonly maxAttempts: number;
  /** Lines of JSON in the place of sentences. */
  readonly json: boolean;
}

/** What `netwake run` says of attempts and outages, on standard error: standard output is the command's. */
export class RunNotes {
  readonly #options: NoteOptions;
  readonly #context: CommandContext;
  readonly #monitor: NetworkMonitor | null;
  // The attempt that follows a recovery has been told of with it.
  #resumed = false;

  constructor(options: NoteOptions, monitor: NetworkMonitor | null, context: CommandContext) {
    this.#options = options;
    this.#monitor = monitor;
    this.#context = context;
  }

  listenTo(retryer: Retryer): void {
    retryer.on('attempt', (event) => this.#onAttempt(event));
    retryer.on('retry', (event) => this.#onRetry(event));
    retryer.on('outage', (event) => this.#onOutage(event));
    retryer.on('resume', (event) => this.#onResume(event));
    retryer.on('success', (event) => this.#onSuccess(event));
    retryer.on('giveup', (event) => this.#onGiveUp(event));
  }

  /** The command is stopped. What else does that is told as an outage, a failure or the end. */
  onStop(reason: unknown): void {
    if (interruptionOf(reason) === 'lost-way') this.#tell('restart', { error: messageOf(reason) }, messageOf(reason));
  }

  /** SIGTERM was not enough. */
  onKill(grace: string): void {
    this.#tell('kill', {}, `${this.#options.name} does not end on SIGTERM within ${grace}: SIGKILL`);
  }

  /** It is all over before there was an attempt. */
  onUnread(text: string): void {
    const elapsedMs = Math.round(this.#context.uptimeMs());
    this.#tell('giveup', { attempt: 0, elapsedMs, exitCode: null, signal: null, error: text }, text);
  }

  #onAttempt({ attempt, invocation, outages }: AttemptEvent): void {
    // A command that succeeds at once is not talked about.
    const isNews = invocation > 1 && !this.#resumed;
    this.#resumed = false;
    const { maxAttempts } = this.#options;
    const limit = Number.isFinite(maxAttempts) ? maxAttempts : null;
    const fields = { attempt, maxAttempts: limit, invocation, outages };
    this.#tell('attempt', fields, isNews ? `${this.#options.name}: ${this.#ordinal(attempt)}` : null);
  }

  #onRetry({ attempt, delayMs, error }: RetryEvent): void {
    const text = `${messageOf(error)} (${this.#ordinal(attempt)}), the next follows in ${seconds(delayMs)}`;
    this.#tell('retry', { attempt, delayMs: Math.round(delayMs), ...exitFields(error) }, text);
  }

  #onOutage({ attempt, error }: OutageEvent): void {
    const { name } = this.#options;
    const { state, reason } = this.#monitor?.snapshot() ?? { state: 'unknown', reason: 'monitor-failed' };
    const evidence = this.#monitor === null ? null : (evidenceOf(this.#monitor.snapshot()) ?? reason);
    const fields = { attempt, state, reason, evidence, ...exitFields(error) };
    const outage = state === 'down' ? `the network is down (${evidence})` : 'the network was down meanwhile';
    this.#tell('outage', fields, `${outage}: ${consequence(name, error)}`);
  }

  #onResume({ attempt, parkedMs }: ResumeEvent): void {
    this.#resumed = true;
    const text = `the network is back after ${seconds(parkedMs)}: ${this.#options.name}, ${this.#ordinal(attempt)}`;
    this.#tell('resume', { attempt, parkedMs: Math.round(parkedMs) }, text);
  }

  #onSuccess({ attempt, elapsedMs }: EndEvent): void {
    this.#tell('success', { attempt, elapsedMs: Math.round(elapsedMs) }, null);
  }

  #onGiveUp({ attempt, elapsedMs, error }: EndEvent): void {
    const fields = { attempt, elapsedMs: Math.round(elapsedMs), ...exitFields(error) };
    this.#tell('giveup', fields, error instanceof Signalled ? null : messageOf(error));
  }

  #ordinal(attempt: number): string {
    const { maxAttempts } = this.#options;
    return `attempt ${attempt}${Number.isFinite(maxAttempts) ? ` of ${maxAttempts}` : ''}`;
  }

  #tell(type: string, fields: object, text: string | null): void {
    const { json, name } = this.#options;
    const at = this.#context.clock.wallNow().toISOString();
    if (json) this.#context.note(JSON.stringify({ type, command: name, ...fields, at }));
    else if (text !== null) this.#context.warn(text);
  }
}

function consequence(name: string, error: unknown): string {
  if (error === null) return `${name} waits for it`;
  if (interruptionOf(error) === 'outage') return `${name} is stopped, and waits for it`;
  return `${messageOf(error)}, which does not count, and waits for it`;
}

function exitFields(error: unknown): { exitCode: number | null; signal: NodeJS.Signals | null; error: string | null } {
  const { code, signal } = commandErrorOf(error)?.exit ?? { code: null, signal: null };
  return { exitCode: code, signal, error: error === null ? null : messageOf(error) };
}

// A RetryError has it as its cause.
function commandErrorOf(error: unknown): CommandError | null {
  if (error instanceof CommandError) return error;
  return error instanceof Error && error.cause instanceof CommandError ? error.cause : null;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function seconds(durationMs: number): string {
  return `${(durationMs / 1e3).toFixed(durationMs < 9_950 ? 1 : 0)} s`;
}
