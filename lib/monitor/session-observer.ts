import type { SourceBatch } from '../sources/contract.ts';
import type { HostPath } from '../state/machine.ts';
import type { NetworkTable } from '../table/network-table.ts';
import type { TableDiff } from '../table/table-diff.ts';
import type { CheckHosts } from './check-hosts.ts';
import type { MonitorEvents } from './events.ts';
import type { StateChange } from './snapshot.ts';

export type DetailName = Exclude<keyof MonitorEvents, 'state'>;

/** Whom a session tells. */
export interface SessionObserver {
  onState(change: StateChange): void;
  onEvent<Name extends DetailName>(name: Name, payload: MonitorEvents[Name][0]): void;
  readonly hasListeners: (name: DetailName) => boolean;
}

/** Tells of what a batch changed those who listen for it. */
export function tellDiff(observer: SessionObserver, diff: TableDiff, batch: SourceBatch, table: NetworkTable): void {
  const { hasListeners } = observer;
  if (batch.resync !== undefined) observer.onEvent('resync', { reason: batch.resync });
  if (diff.links.length > 0 && hasListeners('link')) {
    for (const change of diff.links)
      observer.onEvent('link', { interface: (change.current ?? change.previous)!.name, ...change });
  }
  if (diff.addresses.length > 0 && hasListeners('address'))
    for (const change of diff.addresses) observer.onEvent('address', change);
  if (batch.routes === undefined || !hasListeners('route')) return;
  for (const hint of batch.routes)
    observer.onEvent('route', { ...hint, interface: table.link(hint.interfaceIndex)?.name ?? null });
}

/** Tells that the way to a check host is another one now. */
export function tellPath(observer: SessionObserver, host: number, path: HostPath, hosts: CheckHosts): void {
  if (!observer.hasListeners('path')) return;
  const { interface: name = null, source = null, gateway = null } = hosts.viewOf(host) ?? {};
  const { usable, reason } = path;
  observer.onEvent('path', { host: hosts.label(host), usable, reason, interface: name, source, gateway });
}
