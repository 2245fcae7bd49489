import { ReplaceableMonitor } from '../monitor/replaceable-monitor.ts';
import type { StateChange } from '../monitor/snapshot.ts';
import { type CommandContext, Interrupted } from './context.ts';
import { exitCode } from './exit-code.ts';
import { fallbackNote } from './fallback-note.ts';
import { monitorOptions } from './monitor-options.ts';
import type { CommonFlags } from './options.ts';
import { reloadOnHangup } from './reload.ts';
import { serviceManager } from './service-manager.ts';
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
}

type Tell = (record: WatchRecord | null) => void;

/** `netwake watch`: one line for the state that is found, and one for every change of it, until a signal ends it. */
export async function watch(flags: WatchFlags, context: CommandContext): Promise<number> {
  const options = await monitorOptions(flags);
  const monitor = new ReplaceableMonitor(options, context);
  const tell: Tell = (record) => {
    if (record !== null) context.print(flags.json === true ? JSON.stringify(record) : watchLine(record));
  };
  const manager = await serviceManager(context);
  reloadOnHangup(flags, monitor, context, manager);
  const ended = untilEnd(monitor, context.signal, tell);
  if (manager !== null) monitor.on('state', (change) => manager.onState(change));
  try {
    if (!(await begin(monitor, context))) {
      tell(failureRecord(context.clock.wallNow()));
      return exitCode.unknown;
    }
    fallbackNote(options, monitor, context);
    // Not before: what the monitor finds when it starts is no event.
    if (flags.events === true) tellEvents(monitor, context, tell);
    return await ended;
  } finally {
    manager?.stopping();
    await monitor.stop();
  }
}

/** False when the monitor can't watch, which is told. An interruption is no failure: the end tells of it. */
async function begin(monitor: ReplaceableMonitor, { signal, warn }: CommandContext): Promise<boolean> {
  try {
    await monitor.start({ signal });
    return true;
  } catch (error) {
    if (signal.aborted) return true;
    warn(error instanceof Error ? error.message : String(error));
    return false;
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
