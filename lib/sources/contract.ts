import type { SideSink } from './side-watch.ts';

/** A network interface as the system reports it. */
export interface LinkRecord {
  index: number;
  name: string;
  /** IFLA_INFO_KIND ('veth', 'bridge', 'wireguard' …), 'loopback', 'ether' … or 'unknown'. */
  kind: string;
  loopback: boolean;
  /** IFF_UP: administratively up. */
  up: boolean;
  /** IFF_LOWER_UP and IFF_RUNNING: something is at the other end. */
  carrier: boolean;
  /** RFC 2863 operational state in the kernel's words. */
  operState: OperState;
  mtu: number;
  /** Link-layer address as 'aa:bb:…', or '' when there is none. */
  mac: string;
}

export type OperState = 'unknown' | 'notpresent' | 'down' | 'lowerlayerdown' | 'testing' | 'dormant' | 'up';

/** What changes most of an interface, by index: of one that was told before, and that is otherwise as it was. */
export type LinkState = Pick<LinkRecord, 'index' | 'up' | 'carrier' | 'operState'>;

/** A link as it is now, whole or in part. */
export type LinkUpdate = LinkRecord | LinkState;

/** An address of an interface. Identity: interface, address and prefix length. */
export interface AddressRecord {
  index: number;
  family: 4 | 6;
  address: string;
  prefixLength: number;
  scope: 'global' | 'site' | 'link' | 'host' | 'nowhere';
  /** Duplicate address detection is pending, or has failed: it carries no traffic. */
  tentative: boolean;
  deprecated: boolean;
}

/** Asks for the way to one destination, again after every change. */
export interface PathQuery {
  /** Chosen by the caller, unique among the queries of a source. */
  id: number;
  family: 4 | 6;
  address: string;
  /** Index of the interface that the way must leave through, or 0 for any. */
  interfaceIndex: number;
}

/** The kernel's answer to a {@link PathQuery}. Nothing is judged here; the table joins it with the link. */
export interface PathRecord {
  id: number;
  /** errno name ('ENETUNREACH', 'EHOSTUNREACH', 'EACCES', 'EINVAL' …) when there is no way; otherwise null. */
  error: string | null;
  /** The destination is this machine. */
  local: boolean;
  /** Index of the output interface; 0 when unknown or none. */
  interfaceIndex: number;
  gateway: string | null;
  source: string | null;
}

/** A route that was announced or withdrawn: a hint for display, never a base for decisions. */
export interface RouteHint {
  deleted: boolean;
  family: 4 | 6;
  /** 'default' or 'ADDRESS/LENGTH'. */
  destination: string;
  gateway: string | null;
  interfaceIndex: number;
  table: number;
}

/** A neighbour (an entry of ARP or NDP) that is watched. */
export interface WatchedNeighbour {
  family: 4 | 6;
  address: string;
  interfaceIndex: number;
  /** What is known of it: of one that has failed a sign of life is told, of any other a failure. */
  failed: boolean;
}

/** Everything that changed in one wake-up. Absent lists are empty. */
export interface SourceBatch {
  /** In the order in which they happened. */
  links?: LinkUpdate[];
  /** Indexes of interfaces that are gone, or left this namespace. */
  removedLinks?: number[];
  addresses?: AddressRecord[];
  removedAddresses?: AddressRecord[];
  paths?: PathRecord[];
  routes?: RouteHint[];
  /** Watched neighbours as they are now. Told in a batch that has nothing else, and never by a source that can't know. */
  neighbours?: WatchedNeighbour[];
  /** Set when the batch is the outcome of a dump after something was lost: why it was made. */
  resync?: string;
  /** Set in the batch that completes the first dump. */
  ready?: boolean;
}

/** Monotonic counts since the start. */
export interface SourceCounters {
  /** Messages read from the kernel. */
  messages: number;
  /** Times that the event loop was woken for them. */
  wakeups: number;
  resyncs: number;
  overflows: number;
  /** Messages that were dropped because the kernel did not send them, or could not be parsed. */
  dropped: number;
  /** Times that the view was compared with the system, and records that were found to be wrong. */
  audits: number;
  drifts: number;
  /** Size in force of the socket's receive buffer, as getsockopt(2) tells it; 0 without one. */
  receiveBufferBytes: number;
}

/** What one read of the kernel's socket came to: a datagram, or one of the outcomes that tell of a loss; `drained` where a dump was asked for. Or `catch-up`: no read, a dump was asked for to catch up with an interface that is new. */
export type TapeEntry = Uint8Array | 'foreign' | 'truncated' | 'overflow' | 'drained' | 'catch-up';

/** The whole view of links and addresses at one moment: as datagrams, with the number that the dumps go on from, or as a batch. */
export type SourceView = { datagrams: Uint8Array[]; sequence: number } | { batch: SourceBatch };

/** Who records a source. Hears of everything before the sink does. */
export interface SourceTap {
  /** One wake-up: what was read, or null from a source that reads no datagrams, and what came of it. `deliver` hands that on. */
  onBatch(tape: readonly TapeEntry[] | null, batch: SourceBatch, deliver: () => void): void;
  /** The paths are about to be watched, by `watch`; answers that it gets come by way of `onBatch`. */
  onWatch(queries: readonly PathQuery[], watch: () => void): void;
  onAudit(): void;
  onFailure(error: Error): void;
}

/** Which interfaces a source is to tell of. */
export interface InterfaceLists {
  /** Names that alone count; empty when all do. */
  readonly preferredInterfaces: readonly string[];
  /** Patterns of names, or kinds (`kind:veth`), of those that don't. */
  readonly ignoreInterfaces: readonly string[];
}

/** Queries that are watched beside those of a source's `watchPaths`, with ids of their own. */
export interface SideQueries {
  /**
   * Takes some back, of which nothing more is told, and adds others. Those alone are asked for, and answered before this returns
   * where the source can, soon after where it can't.
   */
  change(added: readonly PathQuery[], removed: readonly PathQuery[]): void;
  /** Takes all back. */
  close(): void;
}

/**
 * Where links, addresses and paths come from. Of interfaces that don't count nothing is told, but for loopback and for paths
 * that lead through them. Calls its sink at most once a wake-up, and only when something
 * changed.
 */
export interface NetworkSource {
  readonly kind: 'netlink' | 'polling';
  /**
   * Begins to deliver batches, the first of them complete (`ready`).
   * `onFailure` is called when the source can't go on; nothing follows it.
   * @throws NetlinkError synchronously when the system refuses
   */
  start(onBatch: (batch: SourceBatch) => void, onFailure: (error: Error) => void): void;
  /** Replaces the queries, and delivers the answers to all of them in a batch before it returns where the source can, soon after where it can't. */
  watchPaths(queries: readonly PathQuery[]): void;
  /**
   * Has `sink` told of all batches, and of the answers to queries of its own, which begin with none. Neither the sink of `start`
   * nor a tap hears of these answers. One at a time. Absent in a source without a network, of a replay.
   */
  watchAside?(sink: SideSink): SideQueries;
  /**
   * Says which interfaces are waited for, by index; null, as it begins, means all. What changes of others may be kept, merged
   * into a net difference, until there is something else to tell or `flush()`; of routes nothing need be told then. With
   * `details` every change is to be told, but for those that come while a resync is under way: they may be merged into it. What
   * has been kept so far is delivered before it returns. Absent where there is nothing to be saved by it.
   */
  attend?(interfaces: readonly number[] | null, details: boolean): void;
  /** Delivers what has been kept, before it returns. */
  flush?(): void;
  /**
   * Whether some route leads to a destination by this interface, be it the one that is taken or not; null when that is not known.
   * Nobody who records hears of it, so that nothing may be decided by it. Absent where it can't be told at once.
   */
  hasRoute?(family: 4 | 6, address: string, interfaceIndex: number): boolean | null;
  /** Replaces the neighbours that are watched. What is told of them are hints, which may be lost. Absent where there are none. */
  watchNeighbours?(neighbours: readonly WatchedNeighbour[]): void;
  /** Reads what the kernel has pending, now, and delivers it before it returns. */
  drain(): void;
  /** Compares the view with the system: what is wrong is counted, repaired and delivered as a resync. Absent where every reading is one. */
  audit?(): void;
  /** Tells `tap` of everything from now on, until it is given null. Absent in a source that can't be recorded. */
  tap?(tap: SourceTap | null): void;
  /** Null while the view can't be told in one piece, because a dump is under way. */
  view?(): SourceView | null;
  counters(): SourceCounters;
  ref(): void;
  unref(): void;
  /** Idempotent. */
  close(): void;
}
