import type { NetwakeConfig } from '../config/config.ts';
import { retryDefaults } from '../config/defaults.ts';
import { parseDuration, parsePositiveDuration } from '../duration.ts';
import { toError } from '../errors.ts';
import { silentLogger } from '../logger.ts';
import type { NetworkMonitor } from '../monitor/network-monitor.ts';
import { type NetworkMonitorOptions, readMonitorOptions } from '../monitor/settings.ts';
import type { RetryerOptions } from '../retry/policy.ts';
import { Retryer } from '../retry/retryer.ts';
import { CommandRunner } from './command-runner.ts';
import type { CommandContext } from './context.ts';
import { exitCode } from './exit-code.ts';
import { fallbackNote } from './fallback-note.ts';
import { beneathFlags, monitorFlags } from './monitor-options.ts';
import type { CommonFlags } from './options.ts';
import { retryOptions } from './retry-options.ts';
import { KILL_GRACE, type RunFlags } from './run-command.ts';
import { OutOfTime, runExitCode } from './run-end.ts';
import { RunNotes } from './run-notes.ts';
import { Signalled } from './signalled.ts';

/** What is passed on to the command. SIGTSTP and SIGCONT a terminal sends to all of its group, and nobody has to pass them. */
const PASSED = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH'] as const;
/** What ends us when there is no command to pass it to: without a handler it would have. */
const ENDING_IDLE: ReadonlySet<NodeJS.Signals> = new Set<NodeJS.Signals>(['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM']);

/** `netwake run`: the command as an operation of a retryer that knows the network, and the exit code of its last process. */
export async function run(command: readonly string[], flags: RunFlags, context: CommandContext): Promise<number> {
  const controller = new AbortController();
  using _limit = limitTime(command, flags, controller, context);
  const beneath = await readInTime(flags, controller.signal, context);
  if (beneath === null) return tellUnread(command, flags, context);
  const options = retryOptions(flags, beneath.retry);
  const watches = options.waitForNetwork ?? retryDefaults.waitForNetwork;
  // Of its log nothing is told where not even our own words are wanted, or each line is to be an object.
  const log = flags.quiet === true || flags.json === true ? { logger: silentLogger } : {};
  const monitorOptions = { ...log, ...beneath.monitor, ...monitorFlags(probingFlags(flags)) };
  const monitor = watches ? context.createMonitor(monitorOptions) : null;
  const notes = notesOf(command, { flags, options, monitor }, context);
  const grace = flags.killGrace ?? KILL_GRACE;
  const ignoreHangup = flags.ignoreHangup === true;
  const runner = new CommandRunner({
    ...{ command, clock: context.clock, killGraceMs: parseDuration('killGrace', grace), ignoreHangup },
    finalCodes: new Set(flags.retryExit === true ? [] : flags.retryExit),
    onStop: (reason) => {
      // The attempt is cut short while the command, which has been told, ends: there is to be no other.
      if (runner.endedBy !== null) controller.abort(new Signalled(runner.endedBy));
      else notes?.onStop(reason);
    },
    onKill: () => notes?.onKill(grace),
  });
  using _signals = heedSignals(runner, controller, ignoreHangup);
  // One may have come before there was anybody to heed it.
  context.signal.throwIfAborted();
  try {
    const isWatched = await watch(monitor, { flags, monitorOptions, signal: controller.signal }, context);
    const retryer = new Retryer({ ...options, monitor: isWatched ? monitor : null });
    notes?.listenTo(retryer);
    await retryer.do(runner.attempt, { name: command[0] ?? '', signal: controller.signal });
    return exitCode.success;
  } catch (error) {
    return runExitCode(error, runner.lastCode);
  } finally {
    await runner.settled();
    await monitor?.stop();
  }
}

/** What the flags lie over. Null: the file is not there to be read in time, such as a FIFO that nobody writes. */
async function readInTime(
  flags: RunFlags,
  limit: AbortSignal,
  { signal }: CommandContext,
): Promise<NetwakeConfig | null> {
  try {
    return await beneathFlags(flags, process.env, AbortSignal.any([signal, limit]));
  } catch (error) {
    if (error instanceof OutOfTime) return null;
    throw error;
  }
}

function tellUnread(command: readonly string[], flags: RunFlags, context: CommandContext): number {
  const notes = notesOf(command, { flags, options: {}, monitor: null }, context);
  notes?.onUnread(`${flags.config} could not be read within ${flags.timeout}`);
  return exitCode.timedOut;
}

interface Talk {
  flags: RunFlags;
  options: RetryerOptions;
  monitor: NetworkMonitor | null;
}

function notesOf(command: readonly string[], talk: Talk, context: CommandContext): RunNotes | null {
  const { flags, options, monitor } = talk;
  if (flags.quiet === true) return null;
  const maxAttempts = options.maxAttempts ?? retryDefaults.maxAttempts;
  return new RunNotes({ name: command[0] ?? '', maxAttempts, json: flags.json === true }, monitor, context);
}

// `--timeout` is about the command here.
function probingFlags(flags: RunFlags): CommonFlags {
  const probing: CommonFlags = { ...flags };
  delete probing.timeout;
  if (flags.checkTimeout !== undefined) probing.timeout = flags.checkTimeout;
  return probing;
}

function heedSignals(runner: CommandRunner, controller: AbortController, ignoreHangup: boolean): Disposable {
  const onSignal = (signal: NodeJS.Signals): void => {
    if (ignoreHangup && signal === 'SIGHUP') return;
    if (!runner.pass(signal) && ENDING_IDLE.has(signal)) controller.abort(new Signalled(signal));
  };
  for (const signal of PASSED) process.on(signal, onSignal);
  return {
    [Symbol.dispose]: () => {
      for (const signal of PASSED) process.off(signal, onSignal);
    },
  };
}

function limitTime(
  [name = '']: readonly string[],
  { timeout }: RunFlags,
  controller: AbortController,
  { clock }: CommandContext,
): Disposable {
  if (timeout === undefined) return { [Symbol.dispose]: () => {} };
  const end = (): void => controller.abort(new OutOfTime(name, timeout));
  const timer = clock.setTimer(end, parsePositiveDuration('timeout', timeout));
  return { [Symbol.dispose]: () => timer.cancel() };
}

interface Watch {
  flags: RunFlags;
  monitorOptions: NetworkMonitorOptions;
  signal: AbortSignal;
}

/**
 * Starts the monitor, and waits for its first decision: a command that starts while the network is down would fail of it. A
 * network that lets no probe through is not waited for longer than one takes. False when it can't be watched.
 */
async function watch(
  monitor: NetworkMonitor | null,
  { flags, monitorOptions, signal }: Watch,
  context: CommandContext,
): Promise<boolean> {
  if (monitor === null) return false;
  const quiet = flags.quiet === true || flags.json === true;
  const decided = monitor.start({ signal }).then(() => null, toError);
  const patienceMs = readMonitorOptions(monitorOptions).checkTimeoutMs;
  const failure = await new Promise<Error | null>((resolve) => {
    const patience = context.clock.setTimer(() => resolve(null), patienceMs);
    void decided.then((error) => {
      patience.cancel();
      resolve(error);
    });
  });
  signal.throwIfAborted();
  if (!quiet) fallbackNote(monitorOptions, monitor, context);
  if (failure !== null && !quiet) context.warn(`the network can't be watched: ${failure.message}`);
  return failure === null;
}
