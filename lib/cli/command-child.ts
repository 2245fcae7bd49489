import { type ChildProcess, spawn } from 'node:child_process';
import type { Clock } from '../clock.ts';
import { toError } from '../errors.ts';
import { type CommandExit, exitOf, startFailureOf, throwIfMissing } from './command-error.ts';
import { send, sendToFamilies } from './process-family.ts';
import { isAlive, type ProcessRecord } from './process-record.ts';

/** How often processes are looked at that are not our children: of their end nobody is told. */
const LOOK_MS = 20;
/** What SIGKILL does not end within this long hangs in the kernel, and nothing will. */
const KILL_PATIENCE_MS = 1_000;

export interface ChildOptions {
  /** It starts with SIGHUP ignored. */
  readonly ignoreHangup?: boolean;
}

// Node starts what it starts with no signal ignored. `exec` keeps what is ignored, and the process.
const IGNORING_HANGUP = ['sh', '-c', 'trap "" HUP; exec "$@"', 'sh'];

/**
 * One process of the command. It has our standard streams, and stays in our process group and with our terminal, as if
 * it had been started in our place.
 */
export class CommandChild {
  /** Rejects with a CommandError when it could not be started. */
  readonly ended: Promise<CommandExit>;
  readonly #clock: Clock;
  readonly #child: ChildProcess | null;

  constructor(command: readonly string[], clock: Clock, { ignoreHangup = false }: ChildOptions = {}) {
    const [name = ''] = command;
    const [program = '', ...args] = ignoreHangup ? [...IGNORING_HANGUP, ...command] : command;
    this.#clock = clock;
    try {
      if (ignoreHangup) throwIfMissing(name);
      const child = spawn(program, args, { stdio: 'inherit' });
      this.#child = child;
      this.ended = new Promise((resolve, reject) => {
        child.on('exit', (code, signal) => resolve(exitOf(code, signal)));
        child.on('error', (error) => reject(startFailureOf(name, error)));
      });
    } catch (error) {
      this.#child = null;
      this.ended = Promise.reject(startFailureOf(name, toError(error)));
    }
    // Whoever has a use for it awaits it too.
    this.ended.catch(() => {});
  }

  /** Undefined when it could not be started. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Sends a signal to the process alone. Nothing happens when it has ended, or belongs to somebody else (sudo, say). */
  kill(signal: NodeJS.Signals): void {
    if (this.#isRunning) send(this.pid!, signal);
  }

  /**
   * Ends the process and all that descends from it, by SIGTERM and, of what is still there after `graceMs`, by SIGKILL.
   * Resolves when they are gone, or can't be ended.
   *
   * @param onKill  called before the SIGKILL
   */
  async stop(graceMs: number, onKill: () => void): Promise<void> {
    if (!this.#isRunning) return;
    const family = sendToFamilies([this.pid!], 'SIGTERM');
    if (await this.#isGone(family, graceMs)) return;
    onKill();
    const rest = family.filter(isAlive);
    const roots = [...(this.#isRunning ? [this.pid!] : []), ...rest.map(({ pid }) => pid)];
    const all = [...rest, ...sendToFamilies(roots, 'SIGKILL')];
    if (!(await this.#isGone(all, KILL_PATIENCE_MS))) this.#child?.unref();
  }

  // Until Node has told of its end, nobody else can have its id.
  get #isRunning(): boolean {
    const child = this.#child;
    return child?.pid !== undefined && child.exitCode === null && child.signalCode === null;
  }

  async #isGone(family: readonly ProcessRecord[], withinMs: number): Promise<boolean> {
    const endMs = this.#clock.now() + withinMs;
    for (;;) {
      if (!this.#isRunning && !family.some(isAlive)) return true;
      const leftMs = endMs - this.#clock.now();
      if (leftMs <= 0) return false;
      await this.#pause(Math.min(leftMs, LOOK_MS));
    }
  }

  #pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => void this.#clock.setTimer(resolve, delayMs));
  }
}
