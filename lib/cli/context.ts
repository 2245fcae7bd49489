import { isatty } from 'node:tty';
import { type Clock, systemClock } from '../clock.ts';
import type { NetworkMonitor } from '../monitor/network-monitor.ts';
import type { NetworkMonitorOptions } from '../monitor/settings.ts';

/** What a command is given by the process it runs in; tests give their own. */
export interface CommandContext {
  /** Aborted, with an {@link Interrupted}, when the command has to end. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Since the process began, its own start included. */
  uptimeMs(): number;
  /** One line, or several, to standard output. */
  print(text: string): void;
  /** One line to standard error, under the name of the program. */
  warn: (text: string) => void;
  /** One line to standard error, as it is: where standard output is somebody else's. */
  note: (line: string) => void;
  /** Calls `listener` at every SIGHUP from now on, but for the one of a terminal that is closed, which ends the process. */
  onHangup(listener: () => void): void;
  createMonitor(options: NetworkMonitorOptions): NetworkMonitor;
}

/** A command was ended from outside: by a signal, or by a reader of its output that went away. */
export class Interrupted extends Error {
  readonly by: 'SIGINT' | 'SIGTERM' | 'EPIPE';

  constructor(by: Interrupted['by']) {
    super(`interrupted by ${by}`);
    this.name = 'Interrupted';
    this.by = by;
  }
}

/** The context of the process itself. */
export interface ProcessContext extends CommandContext {
  /** Loads what a monitor is made of, which takes longer than all else: before `createMonitor`, and not where only help is wanted. */
  loadMonitor(): Promise<void>;
}

/** The context of this process. Its handlers stay until the process ends. */
export function processContext(): ProcessContext {
  let factory: { createMonitor: CommandContext['createMonitor'] } | null = null;
  const controller = new AbortController();
  // Once: whoever sends the signal a second time wants more than a clean end.
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => controller.abort(new Interrupted(name)));
  }
  process.stdout.on('error', (error: NodeJS.ErrnoException) =>
    controller.abort(error.code === 'EPIPE' ? new Interrupted('EPIPE') : error),
  );
  // Where nobody reads the notes there's nobody left to tell.
  process.stderr.on('error', () => {});
  return {
    signal: controller.signal,
    clock: systemClock,
    uptimeMs: () => process.uptime() * 1e3,
    print: (text) => void process.stdout.write(`${text}\n`),
    warn: (text) => void process.stderr.write(`netwake: ${text}\n`),
    note: (line) => void process.stderr.write(`${line}\n`),
    onHangup,
    loadMonitor: async () => {
      factory = await import('./create-monitor.ts');
    },
    createMonitor: (options) => factory!.createMonitor(options),
  };
}

function onHangup(listener: () => void): void {
  const terminals = [0, 1, 2].filter(isatty);
  process.on('SIGHUP', () => {
    if (terminals.every(isatty)) return listener();
    // As it ends who does not listen. Not by an exit, in which Node aborts when it can't restore the mode of its terminal.
    process.removeAllListeners('SIGHUP');
    process.kill(process.pid, 'SIGHUP');
  });
}
