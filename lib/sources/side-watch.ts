import type { PathQuery, PathRecord, SideQueries, SourceBatch } from './contract.ts';

/** Ids of the queries that are watched aside begin here, so that they are never taken for others. */
export const FIRST_SIDE_ID: number = 2 ** 30;

/** Who watches ways aside. */
export interface SideSink {
  /** Before the batch that they came with is handed on: set them down, and no more. */
  onPaths(paths: readonly PathRecord[]): void;
  /** The batch has been handed on, and all that follows from it has been told. `alone`: it held nothing but what `onPaths` was told. */
  afterBatch(alone: boolean): void;
}

/** The source, as its side watch sees it. */
export interface SideHost {
  /** Asks for those that are added, and no more for those with these ids. */
  watch(added: readonly PathQuery[], removed: readonly number[]): void;
  /** The ways leave by other interfaces than before. */
  onMoved(): void;
  onClose(): void;
}

/**
 * The ways that a source watches for others than its sink. Their answers are taken out of the batches, so that neither the sink
 * nor who records it hears of them: what is watched aside changes no state.
 */
export class SideWatch implements SideQueries {
  readonly #sink: SideSink;
  readonly #host: SideHost;
  readonly #queries = new Map<number, PathQuery>();
  /** The interface by which each way leaves, and how many do by each. */
  readonly #exits = new Map<number, number>();
  readonly #uses = new Map<number, number>();
  #moved = false;

  constructor(sink: SideSink, host: SideHost) {
    this.#sink = sink;
    this.#host = host;
  }

  get queries(): readonly PathQuery[] {
    return [...this.#queries.values()];
  }

  change(added: readonly PathQuery[], removed: readonly PathQuery[]): void {
    const gone = removed.map(({ id }) => id);
    for (const id of gone) {
      this.#queries.delete(id);
      this.#leaveBy(id, 0);
    }
    for (const query of added) this.#queries.set(query.id, query);
    if (added.length > 0 || gone.length > 0) this.#host.watch(added, gone);
    this.#tellMoved();
  }

  close(): void {
    this.change([], this.queries);
    this.#host.onClose();
  }

  /** `deliver`, for the batches with the answers taken out. With `tapped` it is also given what is empty then. */
  around(deliver: (batch: SourceBatch) => void, tapped: boolean): (batch: SourceBatch) => void {
    return (batch) => {
      const rest = this.#take(batch);
      const alone = Object.keys(rest).length === 0;
      if (tapped || !alone) deliver(rest);
      this.#sink.afterBatch(alone);
      this.#tellMoved();
    };
  }

  /** Those that are waited for by others, and the interfaces by which these ways leave. */
  withExits(interfaces: readonly number[] | null): readonly number[] | null {
    return interfaces === null ? null : [...new Set([...interfaces, ...this.#uses.keys()])];
  }

  #take(batch: SourceBatch): SourceBatch {
    const { paths, ...rest } = batch;
    const own = paths?.filter(({ id }) => id >= FIRST_SIDE_ID);
    if (paths === undefined || own === undefined || own.length === 0) return batch;
    const wanted = own.filter(({ id }) => this.#queries.has(id));
    for (const { id, interfaceIndex } of wanted) this.#leaveBy(id, interfaceIndex);
    this.#sink.onPaths(wanted);
    return own.length === paths.length ? rest : { ...rest, paths: paths.filter(({ id }) => id < FIRST_SIDE_ID) };
  }

  // 0 is by none.
  #leaveBy(id: number, interfaceIndex: number): void {
    const before = this.#exits.get(id) ?? 0;
    if (before === interfaceIndex) return;
    if (interfaceIndex === 0) this.#exits.delete(id);
    else this.#exits.set(id, interfaceIndex);
    this.#count(before, -1);
    this.#count(interfaceIndex, 1);
  }

  #count(interfaceIndex: number, more: 1 | -1): void {
    if (interfaceIndex === 0) return;
    const uses = (this.#uses.get(interfaceIndex) ?? 0) + more;
    if (uses === 0) this.#uses.delete(interfaceIndex);
    else this.#uses.set(interfaceIndex, uses);
    this.#moved ||= uses === 0 || (uses === 1 && more === 1);
  }

  #tellMoved(): void {
    if (!this.#moved) return;
    this.#moved = false;
    this.#host.onMoved();
  }
}
