import { CommanderError } from 'commander';
import type { ClockTimer } from '../clock.ts';
import { parsePositiveDuration } from '../duration.ts';
import { toError } from '../errors.ts';
import type { NetworkMonitor } from '../monitor/network-monitor.ts';
import { type MonitorSettings, type NetworkMonitorOptions, readMonitorOptions } from '../monitor/settings.ts';
import type { NetworkSnapshot } from '../monitor/snapshot.ts';
import { suffices } from '../monitor/waiters.ts';
import type { CommandContext } from './context.ts';
import { exitCode } from './exit-code.ts';
import { fallbackNote } from './fallback-note.ts';
import { monitorOptions } from './monitor-options.ts';
import type { WaitFlags } from './wait-command.ts';
import { evidenceOf, goalText, isHopeless, isReached, obstacle, type WaitGoal } from './wait-goal.ts';

/** How a wait ended: as wanted, out of time, or because the monitor can't tell and never will. */
type Ending = 'reached' | 'late' | { failure: string };

interface Wait {
  readonly monitor: NetworkMonitor;
  readonly goal: WaitGoal;
  readonly settings: MonitorSettings;
  /** Null: as long as it takes. */
  readonly leftMs: number | null;
}

// The second family of a host may answer after the round that the first has decided, of which no event tells.
const FIRST_LOOK_MS = 20;
const LONGEST_LOOK_MS = 1_000;
// However short the wait is to be: a file that can be read at once says more than that it was not.
const LEAST_READING_MS = 250;

/** `netwake wait`: until the network is as wanted, no longer than `--for`, and the exit code that says whether it is. */
export async function wait(flags: WaitFlags, context: CommandContext): Promise<number> {
  const forMs = flags.for === undefined ? null : parsePositiveDuration('for', flags.for);
  const left = (): number | null => (forMs === null ? null : Math.max(0, forMs - context.uptimeMs()));
  const goal = goalOf(flags);
  const options = await optionsInTime(flags, left(), context);
  if (options === null) return tellUnread(goal, flags, context);
  const settings = readMonitorOptions(options);
  if (isHopeless(goal, settings)) refuseHopeless(goal);
  const monitor = context.createMonitor(options);
  const leftMs = left();
  try {
    const ending = await untilEnd({ monitor, goal, settings, leftMs }, context);
    if (flags.quiet !== true) {
      fallbackNote(options, monitor, context);
      tell({ ending, goal, monitor, flags }, context);
    }
    return ending === 'reached' ? exitCode.success : exitCode.failure;
  } finally {
    await monitor.stop();
  }
}

/** Null: the file is not there to be read in time, such as a FIFO that nobody writes. */
async function optionsInTime(
  flags: WaitFlags,
  leftMs: number | null,
  context: CommandContext,
): Promise<NetworkMonitorOptions | null> {
  if (leftMs === null || flags.config === undefined) return monitorOptions(flags, context);
  const late = new AbortController();
  const deadline = context.clock.setTimer(() => late.abort(), Math.max(leftMs, LEAST_READING_MS));
  try {
    return await monitorOptions(flags, { signal: AbortSignal.any([context.signal, late.signal]) });
  } catch (error) {
    if (!late.signal.aborted || context.signal.aborted) throw error;
    return null;
  } finally {
    deadline.cancel();
  }
}

function tellUnread(goal: WaitGoal, flags: WaitFlags, context: CommandContext): number {
  const evidence = `${flags.config} could not be read in that time`;
  if (flags.quiet !== true) {
    if (flags.json === true) tellJson({ reached: false, state: 'unknown', reason: 'not-started', evidence }, context);
    context.warn(`not ${goalText(goal)} within ${flags.for}: unknown (not-started): ${evidence}`);
  }
  return exitCode.failure;
}

function goalOf({ state = 'degraded', family }: WaitFlags): WaitGoal {
  return { minimum: state, family: family === undefined ? null : family === '4' ? 4 : 6 };
}

function refuseHopeless({ family }: WaitGoal): never {
  const words = `--family ${family} needs a check host with such an address, and there is none: name one with --host`;
  throw new CommanderError(exitCode.usage, 'netwake.family', words);
}

/** Rejects with the reason of the context's signal. */
function untilEnd({ monitor, goal, settings, leftMs }: Wait, context: CommandContext): Promise<Ending> {
  const { clock, signal } = context;
  let deadline: ClockTimer | null = null;
  let again: ClockTimer | null = null;
  let lookMs = FIRST_LOOK_MS;
  return new Promise<Ending>((resolve, reject) => {
    const lookAgain = (): void => {
      again = null;
      look();
    };
    const look = (): void => {
      const snapshot = monitor.snapshot();
      if (snapshot.reason === 'monitor-failed') return resolve({ failure: 'the monitor has failed' });
      if (isReached(goal, settings, snapshot)) return resolve('reached');
      if (goal.family === null || again !== null || !suffices(snapshot.state, goal.minimum)) return;
      again = clock.setTimer(lookAgain, lookMs);
      lookMs = Math.min(2 * lookMs, LONGEST_LOOK_MS);
    };
    if (signal.aborted) return reject(toError(signal.reason));
    signal.addEventListener('abort', () => reject(toError(signal.reason)), { once: true });
    monitor.on('state', look);
    // That all have answered is no other state than that the first has.
    monitor.on('check', look);
    if (leftMs !== null) deadline = clock.setTimer(() => resolve('late'), leftMs);
    monitor.start().then(look, (error: unknown) => resolve({ failure: toError(error).message }));
  }).finally(() => {
    deadline?.cancel();
    again?.cancel();
  });
}

interface Answer extends Pick<NetworkSnapshot, 'state' | 'reason'> {
  reached: boolean;
  evidence: string | null;
}

function tellJson({ reached, state, reason, evidence }: Answer, context: CommandContext): void {
  const waitedMs = Math.round(context.uptimeMs());
  const at = context.clock.wallNow().toISOString();
  context.print(JSON.stringify({ type: 'wait', reached, state, reason, evidence, waitedMs, at }));
}

interface Outcome extends Pick<Wait, 'monitor' | 'goal'> {
  ending: Ending;
  flags: WaitFlags;
}

function tell({ ending, goal, monitor, flags }: Outcome, context: CommandContext): void {
  const snapshot = monitor.snapshot();
  const { state, reason } = snapshot;
  if (flags.json === true) {
    const reached = ending === 'reached';
    const evidence = reached ? null : typeof ending === 'object' ? ending.failure : evidenceOf(snapshot);
    tellJson({ reached, state, reason, evidence }, context);
  } else if (ending === 'reached') {
    context.print(`${goalText(goal)} after ${(context.uptimeMs() / 1e3).toFixed(1)} s: ${state} (${reason})`);
  }
  if (typeof ending === 'object') context.warn(`not ${goalText(goal)}: unknown (monitor-failed): ${ending.failure}`);
  else if (ending === 'late') context.warn(`not ${goalText(goal)} within ${flags.for}: ${obstacle(goal, snapshot)}`);
}
