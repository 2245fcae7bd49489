import type { NativeAddon, NativeNeighbourWatch, NativeNetlinkSource } from '../native/binding.ts';
import { toNetlinkError } from '../native/netlink-error.ts';
import { BLOCK_WORDS, unpackBatch } from '../native/packed-batch.ts';
import type {
  InterfaceLists,
  NetworkSource,
  PathQuery,
  SideQueries,
  SourceBatch,
  SourceCounters,
  SourceTap,
  SourceView,
  WatchedNeighbour,
} from './contract.ts';
import { type SideSink, SideWatch } from './side-watch.ts';

// About 450 messages of links, five times the system's default; memory that is used only while a burst is on. Without
// CAP_NET_ADMIN the system cuts it to net.core.rmem_max. What is more than that is a resync.
const DEFAULT_RECEIVE_BUFFER_BYTES = 512 * 1024;

const ALL_INTERFACES: InterfaceLists = { preferredInterfaces: [], ignoreInterfaces: [] };

/** rtnetlink through the addon: instant, no polling. See rtnetlink(7). */
export class NetlinkSource implements NetworkSource {
  readonly kind = 'netlink';
  readonly #native: NativeNetlinkSource;
  readonly #addon: NativeAddon;
  /** Null until neighbours are to be watched, and where the system refuses: what it tells are hints, to be done without. */
  #neighbours: NativeNeighbourWatch | null = null;
  #neighboursRefused = false;
  #onBatch: (batch: SourceBatch) => void = () => {};
  #onFailure: (error: Error) => void = () => {};
  /** `#onBatch`, or by way of the tap. */
  #deliver: (batch: SourceBatch) => void = () => {};
  #tap: SourceTap | null = null;
  #side: SideWatch | null = null;
  #attended: { interfaces: readonly number[] | null; details: boolean } = { interfaces: null, details: true };

  /** @throws NetlinkError `ERR_NETWAKE_NETLINK` when the system refuses the socket */
  constructor(
    addon: NativeAddon,
    receiveBufferBytes: number = DEFAULT_RECEIVE_BUFFER_BYTES,
    { preferredInterfaces, ignoreInterfaces }: InterfaceLists = ALL_INTERFACES,
  ) {
    this.#addon = addon;
    const block = new Uint32Array(BLOCK_WORDS);
    try {
      this.#native = new addon.NetlinkSource(
        { receiveBufferBytes, preferredInterfaces, ignoreInterfaces },
        block,
        (count, texts = [], words = block) => this.#deliver(unpackBatch(words, count, texts)),
        (error) => this.#fail(toNetlinkError(error)),
      );
    } catch (error) {
      throw toNetlinkError(error);
    }
  }

  start(onBatch: (batch: SourceBatch) => void, onFailure: (error: Error) => void): void {
    this.#onBatch = onBatch;
    this.#onFailure = onFailure;
    this.tap(this.#tap);
    try {
      this.#native.start();
    } catch (error) {
      throw toNetlinkError(error);
    }
  }

  watchPaths(queries: readonly PathQuery[]): void {
    const watch = (): void => this.#native.watchPaths(queries);
    if (this.#tap === null) watch();
    else this.#tap.onWatch(queries, watch);
  }

  watchAside(sink: SideSink): SideQueries {
    this.#side = new SideWatch(sink, {
      watch: (added, removed) => this.#native.watchAside(added, removed),
      onMoved: () => this.#attend(),
      onClose: () => {
        this.#side = null;
        this.#route();
      },
    });
    this.#route();
    return this.#side;
  }

  attend(interfaces: readonly number[] | null, details: boolean): void {
    this.#attended = { interfaces, details };
    this.#attend();
  }

  hasRoute(family: 4 | 6, address: string, interfaceIndex: number): boolean {
    return this.#native.hasRoute({ id: 0, family, address, interfaceIndex });
  }

  watchNeighbours(neighbours: readonly WatchedNeighbour[]): void {
    if (this.#neighbours === null) {
      if (this.#neighboursRefused || neighbours.length === 0) return;
      try {
        this.#neighbours = new this.#addon.NeighbourWatch((news) => this.#tellNeighbours(news));
      } catch {
        this.#neighboursRefused = true;
        return;
      }
    }
    this.#neighbours.watch(neighbours);
  }

  flush(): void {
    this.#native.flush();
  }

  drain(): void {
    this.#native.drain();
  }

  audit(): void {
    this.#tap?.onAudit();
    try {
      this.#native.audit();
    } catch (error) {
      this.#fail(toNetlinkError(error));
    }
  }

  tap(tap: SourceTap | null): void {
    this.#tap = tap;
    this.#native.record(tap !== null);
    this.#route();
  }

  view(): SourceView | null {
    // What is kept is in the native view, and not yet in that of who asks.
    this.#native.flush();
    return this.#native.view();
  }

  counters(): SourceCounters {
    const counters = this.#native.counters();
    const more = this.#neighbours?.counters();
    if (more === undefined) return counters;
    return {
      ...counters,
      messages: counters.messages + more.messages,
      wakeups: counters.wakeups + more.wakeups,
    };
  }

  ref(): void {
    this.#native.ref();
  }

  unref(): void {
    this.#native.unref();
  }

  close(): void {
    this.#native.close();
    this.#neighbours?.close();
  }

  // What is pending of the links first: where a cable has been pulled meanwhile nothing is to be probed.
  #tellNeighbours(neighbours: WatchedNeighbour[]): void {
    this.#native.drain();
    const batch: SourceBatch = { neighbours };
    if (this.#tap === null) this.#onBatch(batch);
    else this.#tap.onBatch(null, batch, () => this.#onBatch(batch));
  }

  #attend(): void {
    const { interfaces, details } = this.#attended;
    this.#native.attend(this.#side === null ? interfaces : this.#side.withExits(interfaces), details);
  }

  // Nothing stands between the addon and the sink but for what somebody has asked for.
  #route(): void {
    const tap = this.#tap;
    const deliver =
      tap === null
        ? this.#onBatch
        : (batch: SourceBatch): void => {
            const tape = this.#native.takeTape();
            const isEmpty = Object.keys(batch).length === 0;
            // Answers to what is watched aside, and nothing was read for them.
            if (isEmpty && tape.length === 0) return;
            // What changed nothing is for the tap alone.
            tap.onBatch(tape, batch, isEmpty ? () => {} : () => this.#onBatch(batch));
          };
    this.#deliver = this.#side?.around(deliver, tap !== null) ?? deliver;
  }

  #fail(error: Error): void {
    this.#tap?.onFailure(error);
    this.#onFailure(error);
  }
}
