import type { Clock } from '../clock.ts';
import type { AttemptContext } from '../retry/attempt-context.ts';
import { nonRetryable } from '../retry/marks.ts';
import { CommandChild } from './command-child.ts';
import { type CommandExit, failureOf } from './command-error.ts';
import { exitCode } from './exit-code.ts';
import { catches, isInForeground } from './process-record.ts';

/** What runs a command again and again needs to know of it. */
export interface RunnerParts {
  readonly command: readonly string[];
  readonly clock: Clock;
  readonly killGraceMs: number;
  /** The command starts with SIGHUP ignored. */
  readonly ignoreHangup: boolean;
  /** Codes after which there is no other attempt. */
  readonly finalCodes: ReadonlySet<number>;
  /** The command is to be stopped, for this reason. */
  readonly onStop: (reason: unknown) => void;
  /** SIGTERM did not end it. */
  readonly onKill: () => void;
}

/** Whoever sends one of these wants no other attempt, whatever the command makes of it. */
const ENDING: ReadonlySet<NodeJS.Signals> = new Set<NodeJS.Signals>(['SIGINT', 'SIGQUIT', 'SIGTERM']);
/** A terminal sends these to all of its foreground group. */
const OF_TERMINALS: ReadonlySet<NodeJS.Signals> = new Set<NodeJS.Signals>(['SIGINT', 'SIGQUIT', 'SIGWINCH']);
/** A shell's word that there is nothing to execute: it will not be there the next time either. */
const NOTHING_TO_EXECUTE = [exitCode.notExecutable, exitCode.notFound];

/** The command as an operation of a retryer: one process an attempt, and never two of them at once. */
export class CommandRunner {
  /** What the command ended with last, by itself; null before that. */
  lastCode: number | null = null;
  /** The signal by which somebody has ended it all; null until then. */
  endedBy: NodeJS.Signals | null = null;
  readonly #parts: RunnerParts;
  readonly #name: string;
  // Null also while it is being stopped.
  #running: CommandChild | null = null;
  #stopped: Promise<void> = Promise.resolve();
  #hungUp = false;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
    this.#name = parts.command[0] ?? '';
  }

  readonly attempt = async ({ signal }: AttemptContext): Promise<void> => {
    // The one before may have been cut short, and take its time to end.
    await this.#stopped;
    signal.throwIfAborted();
    const { command, clock, killGraceMs, ignoreHangup, onStop, onKill } = this.#parts;
    const child = new CommandChild(command, clock, { ignoreHangup });
    this.#running = child;
    const stop = (): void => {
      this.#running = null;
      onStop(signal.reason);
      this.#stopped = child.stop(killGraceMs, onKill);
    };
    signal.addEventListener('abort', stop, { once: true });
    try {
      const exit = await child.ended;
      // What has killed it may have been sent to us as well, and be told after its end: Ctrl-C is.
      if (exit.signal !== null) await new Promise<void>((resolve) => clock.nextTurn(resolve));
      // Of an attempt that was cut short nobody wants to know how it ended.
      if (!signal.aborted) this.#judge(exit);
    } finally {
      signal.removeEventListener('abort', stop);
      if (this.#running === child) this.#running = null;
    }
  };

  /** Passes a signal on to the command. False when it does not run. */
  pass(signal: NodeJS.Signals): boolean {
    const child = this.#running;
    if (child?.pid === undefined) return false;
    if (ENDING.has(signal)) this.endedBy = signal;
    if (signal === 'SIGHUP') this.#hungUp = true;
    // Ctrl-C was for the command too, which is in our group: those who count them are not to get two. Who has no handler is
    // gone if it got it, and gets it now if it was sent to us alone.
    const hasIt = OF_TERMINALS.has(signal) && isInForeground() && catches(child.pid, signal);
    if (!hasIt) child.kill(signal);
    return true;
  }

  /** Resolves when nothing of the command is left that was to be stopped. */
  settled(): Promise<void> {
    return this.#stopped;
  }

  #judge(exit: CommandExit): void {
    this.lastCode = exit.code;
    if (exit.code === 0) return;
    const error = failureOf(this.#name, exit);
    const isFinal = this.#parts.finalCodes.has(exit.code) || NOTHING_TO_EXECUTE.includes(exit.code);
    // A hang-up is often but the word to read the configuration again.
    if (isFinal || this.endedBy !== null || (this.#hungUp && exit.signal === 'SIGHUP')) throw nonRetryable(error);
    throw error;
  }
}
