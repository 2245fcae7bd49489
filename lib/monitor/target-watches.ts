import type { Remote } from '../destination.ts';
import { StoppedError } from '../errors.ts';
import { FIRST_SIDE_ID, type SideSink } from '../sources/side-watch.ts';
import { SideTable } from '../table/side-table.ts';
import { type TargetGround, tellsWays } from './target-ground.ts';
import { TargetWatch } from './target-watch.ts';

interface Shared {
  readonly watch: TargetWatch;
  users: number;
}

/**
 * The watches of a monitor's targets: one for each destination, for as long as somebody uses it, and while the network is down beyond
 * that: what has been found out is not to be found out again for each of a row of operations.
 */
export class TargetWatches {
  readonly #ground: TargetGround;
  readonly #table: SideTable;
  readonly #shared = new Map<string, Shared>();
  #nextId = FIRST_SIDE_ID;
  readonly #sink: SideSink = {
    onPaths: (paths) => this.#table.set(paths),
    afterBatch: () => this.#follow(),
  };

  constructor(ground: TargetGround) {
    this.#ground = ground;
    this.#table = new SideTable(() => ground.engine.table);
  }

  /** To be given back with {@link release}. */
  acquire({ key, host }: Remote): TargetWatch {
    let shared = this.#shared.get(key);
    if (shared === undefined) {
      const follow = (): void => this.#follow();
      shared = { watch: new TargetWatch(host, this.#ground, this.#table, () => this.#nextId++, follow), users: 0 };
      this.#shared.set(key, shared);
      // What has yet to be asked for may depend on what the next batch brings.
      if (this.#shared.size === 1) this.#ask();
      this.#follow();
    }
    shared.users++;
    return shared.watch;
  }

  release({ key }: Remote): void {
    const shared = this.#shared.get(key);
    if (shared === undefined) return;
    shared.users--;
    this.#sweep();
  }

  /** The state of the network has changed. */
  onState(): void {
    this.#follow();
    this.#sweep();
  }

  /** The machine slept. */
  onWake(): void {
    for (const { watch } of this.#shared.values()) watch.hasten();
  }

  /** The monitor has been stopped. */
  close(): void {
    const error = new StoppedError();
    for (const { watch } of this.#shared.values()) watch.close(error);
    this.#shared.clear();
  }

  #sweep(): void {
    if (this.#ground.state() === 'down') return;
    let swept = false;
    for (const [key, { watch, users }] of this.#shared) {
      if (users > 0) continue;
      this.#shared.delete(key);
      watch.close(new StoppedError());
      swept = true;
    }
    if (swept) this.#ask();
  }

  #follow(): void {
    if (tellsWays(this.#ground)) {
      let changed = false;
      for (const { watch } of this.#shared.values()) {
        const queries = watch.hosts.nextQueries(this.#table);
        if (queries === null) continue;
        watch.queries = queries;
        changed = true;
      }
      // Answers synchronously where the source can, and then this has come back by way of `afterBatch`.
      if (changed) this.#ask();
    }
    for (const { watch } of [...this.#shared.values()]) watch.look();
  }

  #ask(): void {
    const queries = [...this.#shared.values()].flatMap(({ watch }) => watch.queries);
    this.#table.retain(queries);
    this.#ground.source.watchAside?.(queries, this.#shared.size === 0 ? null : this.#sink);
  }
}
