import type { Clock, ClockTimer } from '../clock.ts';
import type {
  LinkRecord,
  NetworkSource,
  PathQuery,
  PathRecord,
  SideQueries,
  SourceBatch,
  SourceCounters,
  SourceTap,
  SourceView,
} from './contract.ts';
import { NO_COUNTS } from './no-counts.ts';
import { readProcInterfaces } from './proc-interfaces.ts';
import { difference, type InterfaceReader, readView, type View } from './polled-view.ts';
import type { ProcReader } from './proc-files.ts';
import { completeWay, hasProcRoute } from './polled-way.ts';
import { type SideSink, SideWatch } from './side-watch.ts';
import { askRoute, type RouteAsker } from './route-question.ts';

// getifaddrs(3) speaks netlink, so it fails just where netlink is denied.
const readInterfaces: InterfaceReader = () => {
  try {
    return process.getBuiltinModule('node:os').networkInterfaces();
  } catch (error) {
    if (process.platform === 'linux') return readProcInterfaces();
    throw error;
  }
};

/** How often the interfaces are read. */
export const POLL_INTERVAL_MS = 1_000;

/**
 * The fallback where there is no netlink: reads `os.networkInterfaces()` every second and asks the system for routes by
 * connecting UDP sockets, which sends nothing. On Linux /proc/net adds what that leaves out: interfaces that are down, lack
 * carrier or have no address, addresses whose duplicates are looked for, and gateways. On other systems such interfaces are
 * invisible to it.
 */
export class PollingSource implements NetworkSource {
  readonly kind = 'polling';
  readonly #clock: Clock;
  readonly #read: InterfaceReader;
  readonly #askSystem: RouteAsker;
  readonly #counts: (link: LinkRecord) => boolean;
  readonly #proc: ProcReader;
  readonly #syntheticIndexes = new Map<string, number>();
  readonly #answers = new Map<number, string>();
  /** Which question each query was last part of. */
  readonly #questions = new Map<number, object>();
  #view: View = { links: new Map(), addresses: new Map() };
  /** What of the view counts. */
  #told: View = this.#view;
  #queries: readonly PathQuery[] = [];
  #side: SideWatch | null = null;
  #generation = 0;
  #asking = false;
  #askAgain = false;
  #timer: ClockTimer | null = null;
  #dueMs = 0;
  #onBatch: (batch: SourceBatch) => void = () => {};
  #onFailure: (error: Error) => void = () => {};
  #tap: SourceTap | null = null;
  #referenced = true;
  #started = false;
  #closed = false;
  #wakeups = 0;

  /**
   * @param counts  whether an interface is to be told of; loopback always is
   * @param proc  reads what Linux tells in /proc/net, and `os.networkInterfaces()` doesn't
   */
  constructor(
    clock: Clock,
    read: InterfaceReader = readInterfaces,
    ask: RouteAsker = askRoute,
    counts: (link: LinkRecord) => boolean = () => true,
    proc: ProcReader = () => '',
  ) {
    this.#clock = clock;
    this.#counts = counts;
    this.#read = read;
    this.#askSystem = ask;
    this.#proc = proc;
  }

  start(onBatch: (batch: SourceBatch) => void, onFailure: (error: Error) => void): void {
    this.#onBatch = onBatch;
    this.#onFailure = onFailure;
    this.#started = true;
    // In a turn of its own, as the other source's first dump.
    this.#arm(0, true);
  }

  watchPaths(queries: readonly PathQuery[]): void {
    // Who replaced the queries waits for all answers, those to the queries that stay included.
    for (const { id } of this.#queries) this.#forget(id);
    this.#queries = queries;
    const watch = (): void => {
      if (this.#started && queries.length > 0) void this.#ask(queries);
    };
    if (this.#tap === null) watch();
    else this.#tap.onWatch(queries, watch);
  }

  watchAside(sink: SideSink): SideQueries {
    this.#side = new SideWatch(sink, {
      watch: (added, removed) => {
        for (const id of removed) this.#forget(id);
        if (this.#started && added.length > 0) void this.#ask(added);
      },
      onMoved: () => {},
      onClose: () => (this.#side = null),
    });
    return this.#side;
  }

  /** By the main table: of what rules lead elsewhere nothing is known. */
  hasRoute(family: 4 | 6, address: string, interfaceIndex: number): boolean | null {
    return hasProcRoute(family, address, interfaceIndex, this.#view, this.#proc);
  }

  drain(): void {
    if (!this.#started || this.#closed) return;
    this.#poll(false);
    // A thousand operations that fail at once, and each have it drained, are a question or two.
    if (this.#asking) this.#askAgain = true;
    else void this.#askPaths();
  }

  tap(tap: SourceTap | null): void {
    this.#tap = tap;
  }

  view(): SourceView | null {
    if (this.#wakeups === 0) return null;
    const { links, addresses } = this.#told;
    return { batch: { links: [...links.values()], addresses: [...addresses.values()], ready: true } };
  }

  counters(): SourceCounters {
    return { ...NO_COUNTS, wakeups: this.#wakeups };
  }

  ref(): void {
    this.#setReferenced(true);
  }

  unref(): void {
    this.#setReferenced(false);
  }

  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
  }

  #setReferenced(referenced: boolean): void {
    if (this.#referenced === referenced) return;
    this.#referenced = referenced;
    if (this.#timer === null || this.#closed) return;
    this.#timer.cancel();
    // For what is left of it: whoever changes this often is not to put it off for ever.
    this.#arm(Math.max(0, this.#dueMs - this.#clock.now()), this.#wakeups === 0);
  }

  #arm(delayMs: number, first: boolean): void {
    const tick = (): void => {
      this.#wakeups++;
      this.#arm(POLL_INTERVAL_MS, false);
      this.#poll(first);
      void this.#askPaths();
    };
    this.#dueMs = this.#clock.now() + delayMs;
    this.#timer = this.#clock.setTimer(tick, delayMs, { unref: !this.#referenced });
  }

  #poll(first: boolean): void {
    let next: View;
    try {
      next = readView(this.#read, this.#proc, this.#syntheticIndexes);
    } catch (error) {
      this.close();
      const failure = error instanceof Error ? error : new Error(String(error));
      this.#tap?.onFailure(failure);
      return this.#onFailure(failure);
    }
    const batch = difference(this.#told, (this.#told = this.#tellable(next)));
    this.#view = next;
    if (first) batch.ready = true;
    if (first || Object.keys(batch).length > 0) this.#deliver(batch);
  }

  #deliver(batch: SourceBatch): void {
    const deliver = (rest: SourceBatch): void => {
      if (this.#tap === null) this.#onBatch(rest);
      else this.#tap.onBatch(null, rest, () => this.#onBatch(rest));
    };
    if (this.#side === null) deliver(batch);
    else this.#side.around(deliver, false)(batch);
  }

  async #askPaths(): Promise<void> {
    const generation = ++this.#generation;
    this.#asking = true;
    await this.#ask([...this.#queries, ...(this.#side?.queries ?? [])]);
    if (generation !== this.#generation || this.#closed) return;
    this.#asking = false;
    if (!this.#askAgain) return;
    this.#askAgain = false;
    void this.#askPaths();
  }

  // Only what differs from the last answer is told; answers that a newer question has overtaken are dropped, as are those to
  // queries that have been taken back meanwhile.
  async #ask(queries: readonly PathQuery[]): Promise<void> {
    const question = {};
    for (const { id } of queries) this.#questions.set(id, question);
    const answers = await Promise.all(queries.map((query) => this.#askSystem(query, this.#sourceFor(query))));
    if (this.#closed) return;
    const paths: PathRecord[] = [];
    const proc = rememberingReader(this.#proc);
    for (const [position, answer] of answers.entries()) {
      const query = queries[position]!;
      if (this.#questions.get(query.id) !== question) continue;
      const path = completeWay(query, answer, this.#view, proc);
      const key = JSON.stringify(path);
      if (this.#answers.get(path.id) === key) continue;
      this.#answers.set(path.id, key);
      paths.push(path);
    }
    if (paths.length > 0) this.#deliver({ paths });
  }

  #forget(id: number): void {
    this.#answers.delete(id);
    this.#questions.delete(id);
  }

  #sourceFor(query: PathQuery): string | null | undefined {
    if (query.interfaceIndex === 0) return null;
    for (const address of this.#view.addresses.values()) {
      if (address.index === query.interfaceIndex && address.family === query.family) return address.address;
    }
    return undefined;
  }

  #tellable({ links, addresses }: View): View {
    const counting = [...links].filter(([, link]) => link.loopback || this.#counts(link));
    const indexes = new Set(counting.map(([, link]) => link.index));
    return {
      links: new Map(counting),
      addresses: new Map([...addresses].filter(([, { index }]) => indexes.has(index))),
    };
  }
}

// Each file once for all questions.
function rememberingReader(read: ProcReader): ProcReader {
  const texts = new Map<string, string>();
  return (name) => {
    const text = texts.get(name) ?? read(name);
    texts.set(name, text);
    return text;
  };
}
