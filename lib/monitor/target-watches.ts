import type { Remote } from '../destination.ts';
import { StoppedError } from '../errors.ts';
import type { PathQuery, SideQueries } from '../sources/contract.ts';
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
 *
 * There may be thousands of them, that come one by one: what concerns one leaves the others alone.
 */
export class TargetWatches {
  readonly #ground: TargetGround;
  readonly #table: SideTable;
  readonly #shared = new Map<string, Shared>();
  /** Those that nobody uses, the latest last. */
  readonly #idle = new Set<string>();
  #aside: SideQueries | null = null;
  #nextId = FIRST_SIDE_ID;
  readonly #owners = new Map<number, TargetWatch>();
  /** Whose answers have come, and have yet to be looked at. */
  #answered = new Set<TargetWatch>();
  readonly #sink: SideSink = {
    onPaths: (paths) => {
      this.#table.set(paths);
      for (const { id } of paths) this.#answered.add(this.#owners.get(id)!);
    },
    afterBatch: (alone) => {
      const answered = this.#answered;
      this.#answered = new Set();
      if (alone) look(answered);
      else this.#followAll();
    },
  };

  constructor(ground: TargetGround) {
    this.#ground = ground;
    this.#table = new SideTable(() => ground.engine.table);
  }

  /** To be given back with {@link release}. */
  acquire({ key, host }: Remote): TargetWatch {
    const known = this.#shared.get(key);
    if (known !== undefined) {
      known.users++;
      this.#idle.delete(key);
      return known.watch;
    }
    const follow = (): void => this.#follow([watch]);
    const watch = new TargetWatch(host, this.#ground, this.#table, () => this.#nextId++, follow);
    // Counted before it is followed: that tells listeners, who may give back the last but this one.
    this.#shared.set(key, { watch, users: 1 });
    // What has yet to be asked for may depend on what the next batch brings.
    this.#aside ??= this.#ground.source.watchAside?.(this.#sink) ?? null;
    follow();
    return watch;
  }

  release({ key }: Remote): void {
    const shared = this.#shared.get(key);
    if (shared === undefined || --shared.users > 0) return;
    this.#idle.add(key);
    this.#sweep();
  }

  /** The state of the network has changed. */
  onState(): void {
    this.#followAll();
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
    this.#idle.clear();
  }

  #sweep(): void {
    const kept = this.#ground.state() === 'down' ? MOST_IDLE : 0;
    const questions = new Questions();
    for (const key of this.#idle) {
      if (this.#idle.size <= kept) break;
      const { watch } = this.#shared.get(key)!;
      this.#idle.delete(key);
      this.#shared.delete(key);
      watch.close(new StoppedError());
      questions.replace(watch, []);
    }
    this.#ask(questions);
    if (this.#shared.size > 0) return;
    this.#aside?.close();
    this.#aside = null;
  }

  #followAll(): void {
    this.#follow(Array.from(this.#shared.values(), ({ watch }) => watch));
  }

  #follow(watches: readonly TargetWatch[]): void {
    if (tellsWays(this.#ground)) {
      const questions = new Questions();
      for (const watch of watches) {
        const queries = watch.hosts.nextQueries(this.#table);
        if (queries !== null) questions.replace(watch, queries);
      }
      // Answers synchronously where the source can, and then these have been looked at by way of `afterBatch`.
      this.#ask(questions);
    }
    look(watches);
  }

  #ask({ added, removed }: Questions): void {
    for (const { id } of removed) this.#owners.delete(id);
    for (const [{ id }, watch] of added) this.#owners.set(id, watch);
    this.#table.drop(removed);
    if (added.size + removed.length > 0) this.#aside?.change([...added.keys()], removed);
  }
}

/** What is to be asked for, and what no more. */
class Questions {
  readonly added = new Map<PathQuery, TargetWatch>();
  readonly removed: PathQuery[] = [];

  replace(watch: TargetWatch, queries: readonly PathQuery[]): void {
    const before = watch.queries;
    watch.queries = queries;
    for (const query of queries) if (!before.includes(query)) this.added.set(query, watch);
    this.removed.push(...before.filter((query) => !queries.includes(query)));
  }
}

function look(watches: Iterable<TargetWatch>): void {
  for (const watch of watches) watch.look();
}
