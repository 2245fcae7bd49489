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

/** How many watches are kept in an outage that nobody uses. */
const MOST_IDLE = 64;

/**
 * The watches of a monitor's targets: one for each destination, for as long as somebody uses it, and while the network is down beyond
 * that, the 64 latest: what has been found out is not to be found out again for each of a row of operations.
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
    if (shared !== undefined) shared.users++;
    else {
      const follow = (): void => this.#follow();
      shared = { watch: new TargetWatch(host, this.#ground, this.#table, () => this.#nextId++, follow), users: 1 };
      this.#shared.set(key, shared);
      // Counted already: what follows tells listeners, who may give back the last but this one.
      // What has yet to be asked for may depend on what the next batch brings.
      if (this.#shared.size === 1) this.#ask();
      this.#follow();
    }
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
    let kept = this.#ground.state() === 'down' ? MOST_IDLE : 0;
    let swept = false;
    // The latest first.
    for (const [key, { watch, users }] of [...this.#shared].reverse()) {
      if (users > 0 || kept-- > 0) continue;
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
