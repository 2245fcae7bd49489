import type { SourceBatch } from '../sources/contract.ts';
import type { NetworkTable } from '../table/network-table.ts';
import type { TableDiff } from '../table/table-diff.ts';

interface Late {
  batch: SourceBatch;
  diff: TableDiff | null;
}

/** The table, with a batch that may be taken in later than it is told: when what it means is known already, that waits for nothing. */
export class Intake {
  readonly #table: NetworkTable;
  #late: Late | null = null;

  constructor(table: NetworkTable) {
    this.#table = table;
  }

  /** With all that has come. */
  get table(): NetworkTable {
    this.catchUp();
    return this.#table;
  }

  /** Answers what tells the changes, and takes the batch in if that has not been done by then. */
  postpone(batch: SourceBatch): () => TableDiff {
    this.catchUp();
    const late: Late = { batch, diff: null };
    this.#late = late;
    return () => {
      this.catchUp();
      return late.diff!;
    };
  }

  catchUp(): void {
    const late = this.#late;
    if (late === null) return;
    this.#late = null;
    late.diff = this.#table.apply(late.batch);
  }
}
