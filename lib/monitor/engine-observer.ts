import type { SourceBatch } from '../sources/contract.ts';
import type { Effect, HostPath } from '../state/machine.ts';
import type { TableDiff } from '../table/table-diff.ts';

/** Whom the engine tells. */
export interface EngineObserver {
  onPublish(effect: Extract<Effect, { type: 'publish' }>): void;
  onRoundEnd(effect: Extract<Effect, { type: 'round-end' }>): void;
  onDiff(diff: TableDiff, batch: SourceBatch): void;
  /** A host answered in this round. */
  onAnswer(round: number): void;
  /** The way to this check host is another one now. */
  onPathChange(host: number, path: HostPath): void;
  onFailure(error: Error): void;
  /** Whether each change of a link, an address or a route is waited for. */
  wantsDetails(): boolean;
  /** Changes of state that may be next, to be ready for. They stand for those that were told before. */
  onForesight(changes: ReadonlyArray<Extract<Effect, { type: 'publish' }>>): void;
}

/** Tells of the hosts whose way is another one than before. */
export function tellPathChanges(
  observer: EngineObserver,
  before: readonly HostPath[],
  paths: readonly HostPath[],
): void {
  paths.forEach((path, host) => path.key !== before[host]?.key && observer.onPathChange(host, path));
}
