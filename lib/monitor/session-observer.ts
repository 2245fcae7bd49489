import type { StateError } from '../errors.ts';
import type { SourceBatch } from '../sources/contract.ts';
import type { HostPath } from '../state/machine.ts';
import type { TableDiff } from '../table/table-diff.ts';
import type { Engine } from './engine.ts';
import type { MonitorEvents, PathEvent, Way } from './events.ts';
import type { StateChange } from './snapshot.ts';
import type { WayGround } from './way-history.ts';

export type DetailName = Exclude<keyof MonitorEvents, 'state'>;

/** Whom a session tells. */
export interface SessionObserver {
  onState(change: StateChange): void;
  onEvent<Name extends DetailName>(name: Name, payload: MonitorEvents[Name][0]): void;
  /** It has failed, for the error's cause: nothing but its stop comes after that. */
  onFailure(failure: StateError): void;
  readonly hasListeners: (name: DetailName) => boolean;
}

/** What of an engine it takes to tell what it came to. */
type Told = Pick<Engine, 'hosts' | 'machine' | 'parts' | 'table'>;

/** Tells of what a batch changed those who listen for it. */
export function tellDiff(observer: SessionObserver, diff: TableDiff, batch: SourceBatch, engine: Told): void {
  const { hasListeners } = observer;
  if (batch.resync !== undefined) observer.onEvent('resync', { reason: batch.resync });
  if (diff.links.length > 0 && hasListeners('link')) {
    for (const change of diff.links)
      observer.onEvent('link', { interface: (change.current ?? change.previous)!.name, ...change });
  }
  if (diff.addresses.length > 0 && hasListeners('address'))
    for (const change of diff.addresses) observer.onEvent('address', change);
  if (hasListeners('route'))
    for (const hint of batch.routes ?? [])
      observer.onEvent('route', { ...hint, interface: engine.table.link(hint.interfaceIndex)?.name ?? null });
  if (hasListeners('path')) tellFormerWays(observer, diff, engine);
}

/** Tells that the way to a check host is another one now. */
export function tellPath(observer: SessionObserver, host: number, path: HostPath, engine: Told): void {
  const { hosts, table } = engine;
  const isHeard = observer.hasListeners('path');
  const way = shownWay(host, engine);
  const ways = hosts.ways(host, table);
  const departure = hosts.history.move(host, path.usable ? way : null, ways, isHeard ? groundOf(engine) : null);
  if (isHeard) observer.onEvent('path', { ...eventOf(host, path, engine), ...departure });
}

// A listener may ask for more, which may move what is told next: each is made when it is told.
function tellFormerWays(observer: SessionObserver, diff: TableDiff, engine: Told): void {
  for (const { host, lost } of engine.hosts.history.look(diff, groundOf(engine))) {
    const path = engine.machine.paths[host];
    if (path !== undefined)
      observer.onEvent('path', { ...eventOf(host, path, engine), previous: shownWay(host, engine), lost });
  }
}

function eventOf(host: number, { usable, reason }: HostPath, engine: Told): Omit<PathEvent, 'previous' | 'lost'> {
  return { host: engine.hosts.label(host), usable, reason, ...shownWay(host, engine) };
}

function shownWay(host: number, { hosts }: Told): Way {
  const { interface: name = null, source = null, gateway = null } = hosts.viewOf(host) ?? {};
  return { interface: name, source, gateway };
}

function groundOf({ table, parts: { source, clock } }: Told): WayGround {
  return { table, source, nowMs: clock.now() };
}
