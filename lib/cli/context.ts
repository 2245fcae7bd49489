import { isatty } from 'node:tty';
import { type Clock, systemClock } from '../clock.ts';
import { printable } from '../errors.ts';
import type { Backend } from '../monitor/backend.ts';
import type { NetworkMonitor } from '../monitor/network-monitor.ts';
import type { NetworkMonitorOptions } from '../monitor/settings.ts';
import type { createMonitor } from './create-monitor.ts';
import { exitCode } from './exit-code.ts';
import type { Terminal } from './view/terminal.ts';

/** What a command is given by the process it runs in; tests give their own. */
export interface CommandContext {
  /** Aborted, with an {@link Interrupted}, when the command has to end. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Since the process began, its own start included. */
  uptimeMs(): number;
  /** One line, or several, to standard output. */
  print(text: string): void;
  /** One line to standard error, under the name of the program; with escapes for what a terminal would obey. */
  warn: (text: string) => void;
  /** One line to standard error, as it is: where standard output is somebody else's. */
  note: (line: string) => void;
  /** Calls `listener` at every SIGHUP from now on, but for the one of a terminal that is closed, which ends the process. */
  onHangup(listener: () => void): void;
  /** The terminal that standard output is, for a view; null when it is none, or one that can't be drawn on, or another's by now. */
  terminal(): Promise<Terminal | null>;
  /** @param prepare  gets the backend before the monitor does */
  createMonitor(options: NetworkMonitorOptions, prepare?: (backend: Backend) => Backend): NetworkMonitor;
}

// Of what a process that nobody waits for may hold on to: anything that ends by itself has done so by then.
const STUCK_AFTER_MS = 500;

/** A command was ended from outside: by a signal, or by a reader of its output that went away. */
export class Interrupted extends Error {
  readonly by: 'SIGINT' | 'SIGTERM' | 'EPIPE';

  constructor(by: Interrupted['by']) {
    super(`interrupted by ${by}`);
    this.name = 'Interrupted';
    this.by = by;
  }
}

/** A command was ended because what it prints is lost: a full disk. */
export class OutputLost extends Error {
  constructor(cause: Error) {
    super(cause.message, { cause });
    this.name = 'OutputLost';
  }
}

/** The context of the process itself. */
export interface ProcessContext extends CommandContext {
  /** Loads what a monitor is made of, which takes longer than all else: before `createMonitor`, and not where only help is wanted. */
  loadMonitor(): Promise<void>;
  /** The command has come to its end, and nothing is to hold the process any more. */
  settled(): void;
}

/** The context of this process. Its handlers stay until the process ends. */
export function processContext(): ProcessContext {
  let factory: { createMonitor: typeof createMonitor } | null = null;
  const controller = new AbortController();
  // Once: whoever sends the signal a second time wants more than a clean end.
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => controller.abort(new Interrupted(name)));
  }
  const terminals = [0, 1, 2].filter(isatty);
  // Names of interfaces, files and commands stand in it, and any of them may have what a terminal would obey.
  const warn = (text: string): void =>
    void process.stderr.write(`netwake: ${text.split('\n').map(printable).join('\n')}\n`);
  let lost = false;
  // Also where the command has come to its end by then: nobody has read of it.
  const tellLoss = ({ code, message }: NodeJS.ErrnoException): void => {
    if (lost) return;
    lost = true;
    warn(`standard output can't be written: ${code ?? message}`);
    process.once('exit', () => (process.exitCode = exitCode.output));
  };
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!terminals.every(isatty)) endByHangup();
    if (error.code === 'EPIPE') return controller.abort(new Interrupted('EPIPE'));
    controller.abort(new OutputLost(error));
    tellLoss(error);
  });
  // Where nobody reads the notes there's nobody left to tell.
  process.stderr.on('error', () => {});
  return {
    signal: controller.signal,
    clock: systemClock,
    uptimeMs: () => process.uptime() * 1e3,
    print: (text) => void process.stdout.write(`${text}\n`),
    warn,
    note: (line) => void process.stderr.write(`${line}\n`),
    onHangup: (listener) => void process.on('SIGHUP', () => (terminals.every(isatty) ? listener() : endByHangup())),
    terminal: openTerminal,
    loadMonitor: async () => {
      factory = await import('./create-monitor.ts');
    },
    createMonitor: (options, prepare) => factory!.createMonitor(options, warn, prepare),
    settled: () => void setTimeout(() => endIfStuck(controller.signal.reason), STUCK_AFTER_MS).unref(),
  };
}

async function openTerminal(): Promise<Terminal | null> {
  if (!isatty(1)) return null;
  const { terminalForView } = await import('./view/process-terminal.ts');
  return terminalForView(process.env, endByHangup);
}

// As it ends who does not listen. Not by an exit, in which Node aborts when it can't restore the mode of its terminal.
function endByHangup(): void {
  endBy('SIGHUP');
}

// What is read of a FIFO that nobody writes, or of a mount that is dead, can't be called off. Not by an exit, which waits for it.
function endIfStuck(reason: unknown): void {
  if (!process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'))) return;
  endBy(reason instanceof Interrupted && reason.by === 'SIGINT' ? 'SIGINT' : 'SIGTERM');
}

function endBy(signal: NodeJS.Signals): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
