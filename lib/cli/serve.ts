import { Registry } from 'prom-client';
import { registerPrometheus } from '../integrations/metrics/prometheus.ts';
import { ReplaceableMonitor } from '../monitor/replaceable-monitor.ts';
import type { NetworkSnapshot, StateChange } from '../monitor/snapshot.ts';
import type { NetworkState } from '../state/network-state.ts';
import { type CommandContext, Interrupted } from './context.ts';
import { exitCode } from './exit-code.ts';
import { fallbackNote } from './fallback-note.ts';
import { monitorOptions } from './monitor-options.ts';
import { reloadOnHangup } from './reload.ts';
import { EventStream } from './serve/event-stream.ts';
import { parseListenAddress, urlOf } from './serve/listen-address.ts';
import { routesOf } from './serve/routes.ts';
import { StatusServer } from './serve/status-server.ts';
import type { ServeFlags } from './serve-command.ts';
import { serviceManager } from './service-manager.ts';
import { watchLine } from './watch-line.ts';
import { type StateRecord, stateRecord } from './watch-record.ts';

/** `netwake serve`: what the monitor knows, over HTTP, until a signal ends it. Listens before the first decision. */
export async function serve(flags: ServeFlags, context: CommandContext): Promise<number> {
  const options = await monitorOptions(flags, context);
  const monitor = new ReplaceableMonitor(options, context);
  let previous: NetworkState = 'unknown';
  const stream = new EventStream(context.clock, () => presentRecord(monitor.snapshot(), previous));
  const register = new Registry();
  using _metrics = registerPrometheus(register, monitor, context);
  const onError = (error: Error): void => context.warn(error.stack ?? error.message);
  const server = new StatusServer({ routes: routesOf({ monitor, stream, register }), clock: context.clock, onError });
  const manager = await serviceManager(context);
  tellListening(urlOf(await server.listen(parseListenAddress('listen', flags.listen))), flags, context);
  const onState = (change: StateChange): void => {
    if (change.state !== change.previous) previous = change.previous;
    const record = stateRecord(change);
    stream.push(record);
    context.print(flags.json === true ? JSON.stringify(record) : watchLine(record));
  };
  monitor.on('state', onState);
  manager?.listenTo(monitor);
  reloadOnHangup(flags, monitor, context, manager);
  try {
    await monitor.start({ signal: context.signal });
    fallbackNote(options, monitor, context);
    return await interruption(context.signal);
  } catch (error) {
    return endOf(error, context);
  } finally {
    manager?.stopping();
    // The network is no other for our going: nobody is told of a state after this one.
    monitor.off('state', onState);
    stream.end();
    await server.close();
    await monitor.stop();
  }
}

/** Rejects with the signal's reason. */
function interruption(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = (): void => reject(signal.reason as Error);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

function endOf(error: unknown, { signal, warn }: CommandContext): number {
  if (error instanceof Interrupted) return exitCode.success;
  if (signal.aborted) throw error;
  // A monitor that can't start knows nothing, and never will: whoever has started us may try again.
  warn(error instanceof Error ? error.message : String(error));
  return exitCode.unknown;
}

/** As the change that led to it was told. */
function presentRecord(snapshot: NetworkSnapshot, previous: NetworkState): StateRecord {
  const { state, reason, cause, since } = snapshot;
  return stateRecord({ state, previous, reason, cause, at: since, snapshot });
}

function tellListening(url: string, { json }: ServeFlags, context: CommandContext): void {
  if (json === true)
    context.print(JSON.stringify({ type: 'listening', url, at: context.clock.wallNow().toISOString() }));
  else context.print(`listening on ${url}`);
}
