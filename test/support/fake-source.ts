import type {
  AddressRecord,
  LinkRecord,
  NetworkSource,
  PathQuery,
  PathRecord,
  SideQueries,
  SourceBatch,
  SourceCounters,
  SourceTap,
  SourceView,
  WatchedNeighbour,
} from '../../lib/sources/contract.ts';
import { type SideSink, SideWatch } from '../../lib/sources/side-watch.ts';
import { address, link, noPath, path } from './records.ts';

/** How the kernel answers a query: with these differences from the usual answer, or with an errno. */
export type Way = Partial<PathRecord> | string;

/** A kernel that a test is in charge of: eth0 with an address, and a way to everything. Delivers when it is told to. */
export class FakeSource implements NetworkSource {
  readonly kind = 'netlink';
  links: LinkRecord[] = [link(2, 'eth0')];
  addresses: AddressRecord[] = [address(2, '10.0.0.2/24')];
  /** By destination. Anything else has the usual way. */
  readonly ways: Map<string, Way> = new Map();
  /** Interfaces by which a route leads anywhere, taken or not; null when that can't be told. */
  routed: readonly number[] | null = [2, 3];
  routeQuestions = 0;
  /** Of the last `watchPaths`. */
  queries: readonly PathQuery[] = [];
  /** How many ways it was asked for. */
  lookups = 0;
  /** What it was last told to attend to. */
  attended: readonly number[] | null = null;
  details = true;
  /** Of the last `watchNeighbours`. */
  neighbours: readonly WatchedNeighbour[] = [];
  /** What `flush` will deliver. */
  readonly kept: SourceBatch[] = [];
  referenced = true;
  closes = 0;
  audits = 0;
  /** Called by `drain`, as what the kernel has pending. */
  pending: () => void = () => {};
  #tap: SourceTap | null = null;
  #side: SideWatch | null = null;
  #ready = false;
  #onBatch: ((batch: SourceBatch) => void) | null = null;
  #onFailure: ((error: Error) => void) | null = null;

  start(onBatch: (batch: SourceBatch) => void, onFailure: (error: Error) => void): void {
    this.#onBatch = onBatch;
    this.#onFailure = onFailure;
  }

  watchPaths(queries: readonly PathQuery[]): void {
    this.queries = queries;
    const watch = (): void => {
      if (queries.length > 0) this.emit({ paths: queries.map((query) => this.#ask(query)) });
    };
    if (this.#tap === null) watch();
    else this.#tap.onWatch(queries, watch);
  }

  watchAside(sink: SideSink): SideQueries {
    this.#side = new SideWatch(sink, {
      watch: (added) => {
        if (added.length > 0) this.emit({ paths: added.map((query) => this.#ask(query)) });
      },
      onMoved: () => {},
      onClose: () => (this.#side = null),
    });
    return this.#side;
  }

  hasRoute(_family: 4 | 6, _address: string, interfaceIndex: number): boolean | null {
    this.routeQuestions++;
    return this.routed === null ? null : this.routed.includes(interfaceIndex);
  }

  attend(interfaces: readonly number[] | null, details: boolean): void {
    this.attended = interfaces;
    this.details = details;
  }

  watchNeighbours(neighbours: readonly WatchedNeighbour[]): void {
    this.neighbours = neighbours;
  }

  flush(): void {
    for (const batch of this.kept.splice(0)) this.emit(batch);
  }

  drain(): void {
    this.pending();
  }

  audit(): void {
    this.#tap?.onAudit();
    this.audits++;
  }

  tap(tap: SourceTap | null): void {
    this.#tap = tap;
  }

  get started(): boolean {
    return this.#onBatch !== null;
  }

  /** What is watched beside the queries. */
  get aside(): readonly PathQuery[] {
    return this.#side?.queries ?? [];
  }

  /** Whether somebody watches anything beside them, or may yet do. */
  get hasSide(): boolean {
    return this.#side !== null;
  }

  get tapped(): boolean {
    return this.#tap !== null;
  }

  view(): SourceView | null {
    return this.#ready ? { batch: { links: this.links, addresses: this.addresses, ready: true } } : null;
  }

  counters(): SourceCounters {
    const more = { audits: this.audits, drifts: 0, receiveBufferBytes: 6 };
    return { messages: 5, wakeups: 4, resyncs: 3, overflows: 2, dropped: 1, ...more };
  }

  ref(): void {
    this.referenced = true;
  }

  unref(): void {
    this.referenced = false;
  }

  close(): void {
    this.closes++;
  }

  /** The first dump is complete. */
  ready(): void {
    this.#ready = true;
    this.emit({ links: this.links, addresses: this.addresses, ready: true });
  }

  emit(batch: SourceBatch): void {
    const deliver = (rest: SourceBatch): void => {
      if (this.#tap === null) this.#onBatch?.(rest);
      else this.#tap.onBatch(null, rest, () => this.#onBatch?.(rest));
    };
    if (this.#side === null) deliver(batch);
    else this.#side.around(deliver, false)(batch);
  }

  fail(error: Error): void {
    this.#tap?.onFailure(error);
    this.#onFailure?.(error);
  }

  /** Another way to `destination` from now on, told with whatever else the batch has. */
  reroute(destination: string, way: Way, batch: SourceBatch = {}): void {
    this.ways.set(destination, way);
    this.emit({ ...batch, paths: [...this.queries, ...this.aside].map((query) => this.#answer(query)) });
  }

  /** The interface changed; the kernel goes on to answer routes through it. */
  relink(differences: Partial<LinkRecord>): void {
    this.emit({ links: [{ ...this.links[0]!, ...differences }] });
  }

  #ask(query: PathQuery): PathRecord {
    this.lookups++;
    return this.#answer(query);
  }

  #answer(query: PathQuery): PathRecord {
    const way = this.ways.get(query.address) ?? {};
    const interfaceIndex = query.interfaceIndex === 0 ? 2 : query.interfaceIndex;
    return typeof way === 'string' ? noPath(query.id, way) : path(query.id, { interfaceIndex, ...way });
  }
}
