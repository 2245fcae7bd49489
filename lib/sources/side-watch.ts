import type { PathQuery, PathRecord, SourceBatch } from './contract.ts';

/** Ids of the queries that are watched aside begin here, so that they are never taken for others. */
export const FIRST_SIDE_ID: number = 2 ** 30;

/** Who watches ways aside. */
export interface SideSink {
  /** Before the batch that they came with is handed on: set them down, and no more. */
  onPaths(paths: readonly PathRecord[]): void;
  /** The batch has been handed on, and all that follows from it has been told. */
  afterBatch(): void;
}

/**
 * The ways that a source watches for others than its sink. Their answers are taken out of the batches, so that neither the sink
 * nor who records it hears of them: what is watched aside changes no state.
 */
export class SideWatch {
  readonly queries: readonly PathQuery[];
  readonly #sink: SideSink;
  readonly #exits = new Map<number, number>();
  #moved = false;

  constructor(queries: readonly PathQuery[], sink: SideSink) {
    this.queries = queries;
    this.#sink = sink;
  }

  /** `deliver`, for the batches with the answers taken out. With `tapped` it is also given what is empty then. */
  around(deliver: (batch: SourceBatch) => void, tapped: boolean, onMoved: () => void): (batch: SourceBatch) => void {
    return (batch) => {
      const rest = this.#take(batch);
      if (tapped || Object.keys(rest).length > 0) deliver(rest);
      this.#sink.afterBatch();
      if (!this.#moved) return;
      this.#moved = false;
      onMoved();
    };
  }

  /** Those that are waited for by others, and the interfaces by which these ways leave. */
  withExits(interfaces: readonly number[] | null): readonly number[] | null {
    return interfaces === null ? null : [...new Set([...interfaces, ...this.#exits.values()])];
  }

  #take(batch: SourceBatch): SourceBatch {
    const { paths, ...rest } = batch;
    const own = paths?.filter(({ id }) => id >= FIRST_SIDE_ID);
    if (paths === undefined || own === undefined || own.length === 0) return batch;
    for (const { id, interfaceIndex } of own) {
      if (this.#exits.get(id) === interfaceIndex) continue;
      this.#moved = true;
      if (interfaceIndex === 0) this.#exits.delete(id);
      else this.#exits.set(id, interfaceIndex);
    }
    this.#sink.onPaths(own);
    return own.length === paths.length ? rest : { ...rest, paths: paths.filter(({ id }) => id < FIRST_SIDE_ID) };
  }
}
