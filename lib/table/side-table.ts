import type { LinkRecord, PathQuery, PathRecord } from '../sources/contract.ts';
import type { NetworkTable } from './network-table.ts';
import type { PathView } from './path.ts';
import type { Verdict } from './verdict.ts';

/** What it takes to judge the way to a destination that is watched. */
export type WayTable = Pick<NetworkTable, 'path' | 'linkByName' | 'linkVerdict'>;

/** The answers to queries that are watched aside, judged by the links and addresses of a table that knows nothing of them. */
export class SideTable implements WayTable {
  readonly #table: () => NetworkTable;
  readonly #records = new Map<number, PathRecord>();

  constructor(table: () => NetworkTable) {
    this.#table = table;
  }

  set(paths: readonly PathRecord[]): void {
    for (const path of paths) this.#records.set(path.id, path);
  }

  /** Forgets what is no longer watched. */
  drop(queries: readonly PathQuery[]): void {
    for (const { id } of queries) this.#records.delete(id);
  }

  path(query: PathQuery): PathView | null {
    const record = this.#records.get(query.id);
    return record === undefined ? null : this.#table().judge(query, record);
  }

  linkByName(name: string): LinkRecord | undefined {
    return this.#table().linkByName(name);
  }

  linkVerdict(): Verdict {
    return this.#table().linkVerdict();
  }
}
