import type { NetworkTable } from '../table/network-table.ts';
import { freezeInterface, type InterfaceSnapshot } from './snapshot.ts';

/** The interfaces as snapshots show them. Of a thousand only those that have changed are made anew. */
export class InterfaceSnapshots {
  readonly #table: () => NetworkTable;
  readonly #byIndex = new Map<number, InterfaceSnapshot>();
  #list: readonly InterfaceSnapshot[] = Object.freeze([]);

  constructor(table: () => NetworkTable) {
    this.#table = table;
  }

  /** As of now; the same list while nothing has changed. */
  list(): readonly InterfaceSnapshot[] {
    const table = this.#table();
    let changed = false;
    for (const index of table.takeTouched()) {
      changed = true;
      const link = table.link(index);
      if (link === undefined) this.#byIndex.delete(index);
      else this.#byIndex.set(index, freezeInterface(link, table.addressesOf(index)));
    }
    if (changed) this.#list = Object.freeze([...this.#byIndex.values()]);
    return this.#list;
  }
}
