import type { networkInterfaces } from 'node:os';
import type { Clock, ClockTimer } from '../clock.ts';
import type {
  AddressRecord,
  LinkRecord,
  NetworkSource,
  PathQuery,
  PathRecord,
  SourceBatch,
  SourceCounters,
  SourceTap,
  SourceView,
} from './contract.ts';
import { NO_COUNTS } from './no-counts.ts';
import { readProcInterfaces } from './proc-interfaces.ts';
import { askRoute, type RouteAsker } from './route-question.ts';

/** What `os.networkInterfaces()` answers. */
export type InterfaceReader = typeof networkInterfaces;

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

interface View {
  links: Map<string, LinkRecord>;
  addresses: Map<string, AddressRecord>;
}

/**
 * The fallback where there is no netlink: reads `os.networkInterfaces()` every second and asks the system for routes by
 * connecting UDP sockets, which sends nothing. Interfaces that are down or without an address are invisible to it.
 */
export class PollingSource implements NetworkSource {
  readonly kind = 'polling';
  readonly #clock: Clock;
  readonly #read: InterfaceReader;
  readonly #ask: RouteAsker;
  readonly #counts: (link: LinkRecord) => boolean;
  readonly #indexes = new Map<string, number>();
  readonly #answers = new Map<number, string>();
  #view: View = { links: new Map(), addresses: new Map() };
  /** What of the view counts. */
  #told: View = this.#view;
  #queries: readonly PathQuery[] = [];
  #generation = 0;
  #timer: ClockTimer | null = null;
  #onBatch: (batch: SourceBatch) => void = () => {};
  #onFailure: (error: Error) => void = () => {};
  #tap: SourceTap | null = null;
  #referenced = true;
  #started = false;
  #closed = false;
  #wakeups = 0;

  /** @param counts  whether an interface is to be told of; loopback always is */
  constructor(
    clock: Clock,
    read: InterfaceReader = readInterfaces,
    ask: RouteAsker = askRoute,
    counts: (link: LinkRecord) => boolean = () => true,
  ) {
    this.#clock = clock;
    this.#counts = counts;
    this.#read = read;
    this.#ask = ask;
  }

  start(onBatch: (batch: SourceBatch) => void, onFailure: (error: Error) => void): void {
    this.#onBatch = onBatch;
    this.#onFailure = onFailure;
    this.#started = true;
    // In a turn of its own, as the other source's first dump.
    this.#arm(0, true);
  }

  watchPaths(queries: readonly PathQuery[]): void {
    this.#queries = queries;
    // Who replaced the queries waits for all answers, those to the queries that stay included.
    this.#answers.clear();
    const watch = (): void => {
      if (this.#started) void this.#askPaths();
    };
    if (this.#tap === null) watch();
    else this.#tap.onWatch(queries, watch);
  }

  drain(): void {
    if (this.#started && !this.#closed) this.#poll(false);
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
    this.#arm(this.#wakeups === 0 ? 0 : POLL_INTERVAL_MS, this.#wakeups === 0);
  }

  #arm(delayMs: number, first: boolean): void {
    const tick = (): void => {
      this.#wakeups++;
      this.#arm(POLL_INTERVAL_MS, false);
      this.#poll(first);
      void this.#askPaths();
    };
    this.#timer = this.#clock.setTimer(tick, delayMs, { unref: !this.#referenced });
  }

  #poll(first: boolean): void {
    let next: View;
    try {
      next = this.#readView();
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
    if (this.#tap === null) this.#onBatch(batch);
    else this.#tap.onBatch(null, batch, () => this.#onBatch(batch));
  }

  // Only what differs from the last answer is told; answers that a newer question has overtaken are dropped.
  async #askPaths(): Promise<void> {
    const generation = ++this.#generation;
    const answers = await Promise.all(this.#queries.map((query) => this.#ask(query, this.#sourceFor(query))));
    if (generation !== this.#generation || this.#closed) return;
    const paths: PathRecord[] = [];
    for (const answer of answers) {
      const path: PathRecord = { ...answer, interfaceIndex: this.#indexOfAddress(answer.source) };
      const key = JSON.stringify(path);
      if (this.#answers.get(path.id) === key) continue;
      this.#answers.set(path.id, key);
      paths.push(path);
    }
    if (paths.length > 0) this.#deliver({ paths });
  }

  #sourceFor(query: PathQuery): string | null | undefined {
    if (query.interfaceIndex === 0) return null;
    for (const address of this.#view.addresses.values()) {
      if (address.index === query.interfaceIndex && address.family === query.family) return address.address;
    }
    return undefined;
  }

  #indexOfAddress(source: string | null): number {
    if (source === null) return 0;
    for (const address of this.#view.addresses.values()) if (address.address === source) return address.index;
    return 0;
  }

  #readView(): View {
    const view: View = { links: new Map(), addresses: new Map() };
    for (const [name, entries] of Object.entries(this.#read())) {
      const first = entries?.[0];
      if (entries === undefined || first === undefined) continue;
      const scoped = entries.find((entry) => entry.family === 'IPv6' && entry.scopeid > 0);
      const index = scoped?.family === 'IPv6' ? scoped.scopeid : this.#syntheticIndex(name);
      view.links.set(name, linkOf(name, index, first.internal, first.mac));
      for (const entry of entries) {
        const address = addressOf(index, entry.family === 'IPv6' ? 6 : 4, entry.address, entry.cidr);
        view.addresses.set(`${index} ${entry.address}`, address);
      }
    }
    return view;
  }

  #tellable({ links, addresses }: View): View {
    const counting = [...links].filter(([, link]) => link.loopback || this.#counts(link));
    const indexes = new Set(counting.map(([, link]) => link.index));
    return {
      links: new Map(counting),
      addresses: new Map([...addresses].filter(([, { index }]) => indexes.has(index))),
    };
  }

  // Far above what the kernel gives, so that the two never meet.
  #syntheticIndex(name: string): number {
    let index = this.#indexes.get(name);
    if (index === undefined) this.#indexes.set(name, (index = 1_000_000 + this.#indexes.size));
    return index;
  }
}

function linkOf(name: string, index: number, loopback: boolean, mac: string): LinkRecord {
  const kind = loopback ? 'loopback' : 'unknown';
  return {
    index,
    name,
    kind,
    loopback,
    up: true,
    carrier: true,
    operState: 'unknown',
    mtu: 0,
    mac: mac === '00:00:00:00:00:00' ? '' : mac,
  };
}

function addressOf(index: number, family: 4 | 6, address: string, cidr: string | null): AddressRecord {
  const scope =
    /^fe[89ab]/i.test(address) || address.startsWith('169.254.')
      ? 'link'
      : /^(127\.|::1$)/.test(address)
        ? 'host'
        : 'global';
  return {
    index,
    family,
    address,
    prefixLength: Number(cidr?.split('/')[1] ?? 0),
    scope,
    tentative: false,
    deprecated: false,
  };
}

function difference(before: View, after: View): SourceBatch {
  const batch: SourceBatch = {};
  const isNew = <Value>(old: Value | undefined, value: Value): boolean => JSON.stringify(old) !== JSON.stringify(value);
  const links = [...after.links].flatMap(([name, link]) => (isNew(before.links.get(name), link) ? [link] : []));
  const addresses = [...after.addresses].flatMap(([key, value]) =>
    isNew(before.addresses.get(key), value) ? [value] : [],
  );
  const indexes = new Set(Array.from(after.links.values(), (link) => link.index));
  const removedLinks = [...before.links.values()].flatMap((link) => (indexes.has(link.index) ? [] : [link.index]));
  const removedAddresses = [...before.addresses].flatMap(([key, value]) => (after.addresses.has(key) ? [] : [value]));
  if (links.length > 0) batch.links = links;
  if (addresses.length > 0) batch.addresses = addresses;
  if (removedLinks.length > 0) batch.removedLinks = removedLinks;
  if (removedAddresses.length > 0) batch.removedAddresses = removedAddresses;
  return batch;
}
