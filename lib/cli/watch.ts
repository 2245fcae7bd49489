import { toError } from '../errors.ts';
import { ReplaceableMonitor } from '../monitor/replaceable-monitor.ts';
import type { StateChange } from '../monitor/snapshot.ts';
import { type CommandContext, Interrupted } from './context.ts';
import { exitCode } from './exit-code.ts';
import { fallbackNote } from './fallback-note.ts';
import { monitorOptions } from './monitor-options.ts';
import type { CommonFlags } from './options.ts';
import { reloadOnHangup } from './reload.ts';
import { serviceManager } from './service-manager.ts';
import type { WatchView } from './view/watch-view.ts';
import { watchLine } from './watch-line.ts';
import {
  addressRecord,
  failureRecord,
  linkRecord,
  routeRecord,
  stateRecord,
  type WatchRecord,
} from './watch-record.ts';

export interface WatchFlags extends CommonFlags {
  /** Links, addresses and routes too. */
  events?: boolean;
  /** Lines, also on a terminal. */
  plain?: boolean;
}

type Tell = (record: WatchRecord | null) => void;

/**
 * `netwake watch`: a live view on a terminal, and elsewhere one line for the state that is found, and one for every change of it,
 * until a signal ends it.
 */
export async function watch(flags: WatchFlags, given: CommandContext): Promise<number> {
  const options = await monitorOptions(flags, given);
  const view = await viewFor(flags, given);
  const context = view?.context ?? given;
  const monitor = new ReplaceableMonitor(options, context);
  const tell: Tell = (record) => {
    if (record === null) return;
    if (view !== null) view.tell(record);
    else given.print(flags.json === true ? JSON.stringify(record) : watchLine(record));
  };
  const manager = await serviceManager(context);
  reloadOnHangup(flags, monitor, context, manager);
  const ended = untilEnd(monitor, context.signal, tell);
  // Nobody waits for it where the start fails, and what was said of that may turn out to be lost.
  ended.catch(() => {});
  manager?.listenTo(monitor);
  try {
    view?.open(monitor);
    const failure = await begin(monitor, context);
    if (failure !== null) {
      tell(failureRecord(context.clock.wallNow()));
      view?.close();
      given.warn(failure);
      return exitCode.unknown;
    }
    if (view === null) fallbackNote(options, monitor, context);
    // Not before: what the monitor finds when it starts is no event.
    if (flags.events === true) tellEvents(monitor, context, tell);
    return await ended;
  } finally {
    // First of all: nobody is to wait for their terminal.
    view?.close();
    manager?.stopping();
    await monitor.stop();
  }
}

// Events are a stream, of which a screen shows the end at best.
async function viewFor({ json, events, plain }: WatchFlags, context: CommandContext): Promise<WatchView | null> {
  if (json === true || events === true || plain === true) return null;
  const terminal = await context.terminal();
  if (terminal === null) return null;
  const { WatchView } = await import('./view/watch-view.ts');
  return new WatchView(context, terminal);
}

/** Why the monitor can't watch; null when it does. An interruption is no failure: the end tells of it. */
async function begin(monitor: ReplaceableMonitor, { signal }: CommandContext): Promise<string | null> {
  try {
    await monitor.start({ signal });
    return null;
  } catch (error) {
    return signal.aborted ? null : toError(error).message;
  }
}

/** Resolves with the exit code at a signal, and when the monitor itself has failed: nothing follows that. */
function untilEnd(monitor: ReplaceableMonitor, signal: AbortSignal, tell: Tell): Promise<number> {
  return new Promise((resolve, reject) => {
    const onState = (change: StateChange): void => {
      tell(stateRecord(change));
      if (change.reason === 'monitor-failed') resolve(exitCode.unknown);
    };
    const end = (): void => {
      // The network is no other for our going: the state after that is not told.
      monitor.off('state', onState);
      if (signal.reason instanceof Interrupted) resolve(exitCode.success);
      else reject(signal.reason);
    };
    monitor.on('state', onState);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

function tellEvents(monitor: ReplaceableMonitor, { clock }: CommandContext, tell: Tell): void {
  monitor.on('link', (event) => tell(linkRecord(event, clock.wallNow())));
  monitor.on('address', (event) => tell(addressRecord(event, clock.wallNow())));
  monitor.on('route', (event) => tell(routeRecord(event, clock.wallNow())));
}
