import type { InterfaceLists, PathQuery, TapeEntry, WatchedNeighbour } from '../sources/contract.ts';

/** Counters as the addon gives them. */
export interface NativeCounters {
  messages: number;
  wakeups: number;
  resyncs: number;
  overflows: number;
  dropped: number;
  audits: number;
  drifts: number;
  receiveBufferBytes: number;
}

/** One interface's counters, exact as bigint. */
export interface NativeInterfaceStats {
  name: string;
  isUp: boolean;
  rxBytes: bigint;
  txBytes: bigint;
  rxPackets: bigint;
  txPackets: bigint;
  rxErrors: bigint;
  txErrors: bigint;
  rxDropped: bigint;
  txDropped: bigint;
  mtu: number;
  macAddress: string;
  loopback: boolean;
}

/** What the addon throws when the system refuses: turned into NetlinkError at this boundary. */
export interface NativeSystemError extends Error {
  syscall: string;
  /** errno name, such as 'EPERM'. */
  errno: string;
}

/**
 * A batch, packed (packed-batch.ts). Its first `count` words lie in the block that the source was made with, or in `words`
 * when they are too many for it.
 */
export type NativeBatchCallback = (count: number, texts?: string[], words?: Uint32Array) => void;

/** How a source of messages is made. */
export interface NativeNetlinkOptions {
  /** 0: the system's default. */
  receiveBufferBytes: number;
  preferredInterfaces: readonly string[];
  ignoreInterfaces: readonly string[];
}

/** rtnetlink on the event loop of the thread that made it. */
export interface NativeNetlinkSource {
  /** Begins to poll; from then on `onBatch` is called once a wake-up, only when something changed. */
  start(): void;
  watchPaths(queries: readonly PathQuery[]): void;
  /** Takes those with these ids away, and adds others: `onBatch` is told the answers to these before it returns. */
  watchAside(added: readonly PathQuery[], removed: readonly number[]): void;
  /** Whether the kernel has an answer to this query now. */
  hasRoute(query: PathQuery): boolean;
  /** See NetworkSource. */
  attend(interfaces: readonly number[] | null, details: boolean): void;
  flush(): void;
  /** @throws NativeSystemError */
  audit(): void;
  drain(): void;
  /** While it records, `onBatch` is called for every wake-up in which something was read. */
  record(recording: boolean): void;
  /** What has been read since the last call. */
  takeTape(): TapeEntry[];
  /** Null while a dump is wanted or under way. */
  view(): { datagrams: Uint8Array[]; sequence: number } | null;
  counters(): NativeCounters;
  ref(): void;
  unref(): void;
  close(): void;
}

/** RTNLGRP_NEIGH on the event loop of the thread that made it, filtered by the kernel. Never keeps the process alive. */
export interface NativeNeighbourWatch {
  /** Replaces the watched neighbours. */
  watch(neighbours: readonly WatchedNeighbour[]): void;
  counters(): Pick<NativeCounters, 'messages' | 'wakeups'>;
  close(): void;
}

/** Makes batches of tapes: what {@link NativeNetlinkSource} makes of its reads, without the answers of paths. */
export interface NativeTapePlayer {
  /** Answers what the callback of the source was called with. @throws NativeSystemError where the source failed */
  play(tape: readonly TapeEntry[]): Parameters<NativeBatchCallback>;
  audit(): void;
  counters(): NativeCounters;
}

/** What {@link NativeAddon.rewriteDatagram} asks to be replaced. */
export type SecretKind = 'name' | 'mac' | 'address4' | 'address6';

/** Non-blocking connects on the event loop of the thread that made it. */
export interface NativeProber {
  /**
   * Starts a connect. Answers a probe's id (1 or more) that `onOutcomes` will name.
   * An immediate failure is delivered the same way, in a later turn of the loop.
   */
  connect(family: 4 | 6, address: string, port: number, timeoutMs: number, interfaceName: string | null): number;
  cancel(id: number): void;
  ref(): void;
  unref(): void;
  close(): void;
}

/** One probe that ended. */
export interface NativeProbeOutcome {
  id: number;
  error: string | null;
  rttMs: number | null;
  source: string | null;
  unbound?: true;
}

/** Watches CLOCK_REALTIME, and never keeps the loop alive. */
export interface NativeClockWatch {
  close(): void;
}

/** The whole surface of the addon. */
export interface NativeAddon {
  /** One dump of all interfaces with IFLA_STATS64. @throws NativeSystemError */
  readStatistics(): NativeInterfaceStats[];
  NetlinkSource: new (
    options: NativeNetlinkOptions,
    block: Uint32Array,
    onBatch: NativeBatchCallback,
    onFailure: (error: NativeSystemError) => void,
  ) => NativeNetlinkSource;
  /** @throws NativeSystemError */
  NeighbourWatch: new (onNews: (neighbours: WatchedNeighbour[]) => void) => NativeNeighbourWatch;
  /** `sequence` is the number that the dumps go on from, and the lists are those of the source. */
  TapePlayer: new (block: Uint32Array, sequence: number, lists: InterfaceLists) => NativeTapePlayer;
  /** A copy with the names and addresses replaced, and without what netwake does not read. Names may change their length. */
  rewriteDatagram(datagram: Uint8Array, substitute: (kind: SecretKind, bytes: Uint8Array) => Uint8Array): Uint8Array;
  /** Milliseconds between CLOCK_MONOTONIC and CLOCK_BOOTTIME: the machine has slept as long since it booted. */
  sleptMs(): number;
  /** `onJump` is called when CLOCK_REALTIME jumps: after a resume, and when it is set. @throws NativeSystemError */
  ClockWatch: new (onJump: () => void) => NativeClockWatch;
  /**
   * One datagram to a Unix socket: a path, or an abstract name after `@`. Never waits.
   * @throws NativeSystemError, `EAGAIN` when the receiver's queue is full
   */
  sendDatagram(address: string, text: string): void;
  Prober: new (onOutcomes: (outcomes: NativeProbeOutcome[]) => void) => NativeProber;
}
