import { addressFamily } from '../ip.ts';
import type { HostsCheckpoint } from '../record/checkpoint.ts';
import type { LinkRecord, PathQuery } from '../sources/contract.ts';
import type { HostPath, ProbeAttempt } from '../state/machine.ts';
import type { StateCause } from '../state/network-state.ts';
import type { NetworkTable } from '../table/network-table.ts';
import type { PathView } from '../table/path.ts';
import type { Lane } from './attempt.ts';
import { type CheckHost, RACED_PORTS } from './check-host.ts';
import { GatewayStates } from './gateway-states.ts';
import { type Entry, keyOf, mergeAddresses, snapshotHost, usableOf, type WatchedAddress } from './host-entry.ts';
import { HostRecord } from './host-record.ts';
import { joinViews } from './join-views.ts';
import { lentLimitMs } from './lent-limit.ts';
import { NameRecord } from './name-record.ts';
import type { RaceOutcome } from './race.ts';
import type { ResolvedAddress } from './resolver.ts';
import type { HostSnapshot } from './snapshot.ts';
import { WayHistory } from './way-history.ts';
import { type KnownWay, waysOf } from './way-loss.ts';

/** One family of a host, and the path that it is tried over. */
export interface HostLane extends Lane {
  readonly key: string;
}

/** The check hosts: their addresses, the queries that watch the way to each, and how each answered last. */
export class CheckHosts {
  readonly #entries: readonly Entry[];
  readonly #preferred: readonly string[];
  #nextQueryId = 1;
  /** Whether some host's addresses have changed since the queries were made. */
  #stale = true;
  #unrecorded: { paths: readonly HostPath[]; table: NetworkTable } | null = null;
  readonly #wallNow: () => Date;
  readonly gateways: GatewayStates = new GatewayStates();
  readonly history: WayHistory = new WayHistory();

  constructor(hosts: readonly CheckHost[], preferredInterfaces: readonly string[], wallNow: () => Date) {
    this.#preferred = preferredInterfaces;
    this.#wallNow = wallNow;
    this.#entries = hosts.map((checkHost): Entry => {
      const family = addressFamily(checkHost.host);
      const addresses = family === null ? [] : [{ family, address: checkHost.host }];
      const name = family === null ? new NameRecord() : null;
      return { checkHost, addresses, watched: [], view: null, record: new HostRecord(), name };
    });
  }

  get count(): number {
    return this.#entries.length;
  }

  label(host: number): string {
    return this.#entries[host]!.checkHost.host;
  }

  /** What was measured before is forgotten. */
  forgetRtts(): void {
    for (const { record } of this.#entries) record.forgetRtts();
  }

  needsAddress(host: number): boolean {
    return this.#entries[host]!.addresses.length === 0;
  }

  /** In link-only mode there is a way, and no host. */
  isFoundName(host: number): boolean {
    const entry = this.#entries[host];
    return entry !== undefined && entry.name !== null && entry.addresses.length > 0;
  }

  /** Called for each launch: whether the name is to be looked up again beside it. */
  isLookupDue(host: number): boolean {
    return this.#entries[host]!.name?.isDue() ?? false;
  }

  setAddresses(host: number, addresses: readonly ResolvedAddress[]): void {
    const entry = this.#entries[host]!;
    entry.name?.found(this.#wallNow());
    const merged = mergeAddresses(entry.addresses, addresses);
    if (merged === entry.addresses) return;
    entry.addresses = merged;
    this.#stale = true;
  }

  /** Addresses that were found before stay: the servers may be behind the very outage that is being looked for. */
  noteLookupFailure(host: number, error: string): void {
    this.#entries[host]!.name?.failed(error);
  }

  /**
   * The queries for all addresses, one a preferred interface when there are some. Null when they are the same as before.
   */
  nextQueries(table: NetworkTable): PathQuery[] | null {
    // Apart from the addresses, only the interfaces that are preferred are in a query.
    if (!this.#stale && this.#preferred.length === 0) return null;
    this.#stale = false;
    let changed = false;
    for (const entry of this.#entries) {
      const watched = entry.addresses.flatMap((address) => this.#watch(entry, address, table));
      changed ||=
        watched.length !== entry.watched.length || watched.some((each, index) => each !== entry.watched[index]);
      entry.watched = watched;
    }
    return changed ? this.#entries.flatMap((entry) => entry.watched.map((each) => each.query)) : null;
  }

  /** Whether the way to every host is asked for, and no interface is there to be preferred that may yet appear. */
  areWatched(): boolean {
    return this.#preferred.length === 0 && this.#entries.every((entry) => entry.watched.length > 0);
  }

  /** The way to each host as the reducer takes it, or null while the source has not answered all queries. */
  paths(table: NetworkTable): HostPath[] | null {
    const paths: HostPath[] = [];
    for (const entry of this.#entries) {
      const views: PathView[] = [];
      for (const watched of entry.watched) {
        const view = table.path(watched.query);
        if (view === null) return null;
        views.push(view);
      }
      paths.push(this.#join(entry, views, table));
    }
    return paths;
  }

  /** The way to each host as it would be were `link` the interface by which all leave; null when some don't. */
  pathsIf(link: LinkRecord, table: NetworkTable): HostPath[] | null {
    const paths: HostPath[] = [];
    for (const { watched } of this.#entries) {
      const views = watched.flatMap(({ query }) => table.pathIf(query, link) ?? []);
      if (views.length === 0 || views.length < watched.length) return null;
      paths.push(joinViews(views));
    }
    return paths;
  }

  /** What to connect to in order to reach a host, by family: every usable address, every port. */
  lanes(host: number, table: NetworkTable, attempt: ProbeAttempt, longestMs: number): HostLane[] {
    const { checkHost, watched, record } = this.#entries[host]!;
    const ports = checkHost.port === null ? RACED_PORTS : [checkHost.port];
    const lanes = ([4, 6] as const).flatMap((family): HostLane[] => {
      const usable = usableOf(watched, family, table);
      if (usable.length === 0) return [];
      const key = keyOf(usable, table);
      const lentMs = lentLimitMs(this.#entries, family, key, longestMs);
      const { timeoutMs, ...patience } = record.patience(family, key, attempt, { longestMs, lentMs });
      const targets = usable.flatMap(({ address, interface: name }) =>
        ports.map((port) => ({ family, address, port, interface: name, timeoutMs })),
      );
      return [{ family, targets, ...patience, key }];
    });
    const missing = watched
      .map(({ family }) => family)
      .filter((family) => lanes.every((lane) => lane.family !== family));
    record.noteNoWay(missing);
    return lanes;
  }

  /** What the lane of this family would be told from others by, were it made now. */
  laneKey(host: number, family: 4 | 6, table: NetworkTable): string {
    return keyOf(usableOf(this.#entries[host]!.watched, family, table), table);
  }

  /** How long what is under way in a lane is waited for in a round. */
  limitMs(host: number, { family, key }: HostLane, longestMs: number): number {
    const lentMs = lentLimitMs(this.#entries, family, key, longestMs);
    return this.#entries[host]!.record.limitMs(family, key, longestMs, lentMs);
  }

  recordDoubt(host: number, lane: HostLane, outcome: RaceOutcome): void {
    this.#entries[host]!.record.noteDoubt(lane, outcome);
  }

  recordOutcome(host: number, outcome: RaceOutcome): void {
    this.#entries[host]!.record.last = { outcome, port: outcome.port, at: this.#wallNow() };
  }

  /** How one family of a host answered. */
  recordLane(host: number, lane: HostLane, attempt: ProbeAttempt, outcome: RaceOutcome): void {
    this.#entries[host]!.record.note(lane, attempt, outcome);
  }

  /** A failure without a probe: no way, or no address for the name. */
  recordFailure(host: number, error: string): void {
    const entry = this.#entries[host]!;
    const outcome = { reachable: false, rttMs: null, error, source: null };
    entry.record.last = { outcome, port: entry.checkHost.port, at: this.#wallNow() };
  }

  /**
   * A host without a way is unreachable, whatever it answered before. Set down only when somebody looks, or by {@link
   * recordLosses}: an outage is announced first.
   */
  noteLosses(paths: readonly HostPath[], table: NetworkTable): void {
    this.#unrecorded = { paths, table };
  }

  recordLosses(): void {
    if (this.#unrecorded === null) return;
    const { paths, table } = this.#unrecorded;
    this.#unrecorded = null;
    // The paths may have been foreseen, and then the views are those of before.
    this.paths(table);
    for (let host = 0; host < paths.length; host++) {
      const known = this.#entries[host]!.record.last?.outcome.reachable === false;
      if (paths[host]!.usable) continue;
      this.#entries[host]!.record.noteNoWay();
      if (!known) this.recordFailure(host, 'ENETUNREACH');
    }
  }

  /**
   * @param longestMs  what no probe is waited for longer than
   * @param failedGateways  those that are known to have failed
   */
  snapshots(longestMs: number, failedGateways: readonly string[]): readonly HostSnapshot[] {
    this.recordLosses();
    const answered = this.#entries.filter(({ record }) => record.last?.outcome.reachable === true);
    const stateOfGateway = this.gateways.judge(
      failedGateways,
      answered.map(({ view }) => view),
    );
    const isBound = this.#preferred.length > 0;
    return Object.freeze(
      this.#entries.map((entry) => snapshotHost(entry, this.#entries, isBound, longestMs, stateOfGateway(entry.view))),
    );
  }

  /** All that is known of them. */
  checkpoint(): HostsCheckpoint {
    this.recordLosses();
    const hosts = this.#entries.map(({ addresses, watched, record, record: { last }, name }) => ({
      addresses: [...addresses],
      watched: [...watched],
      last: last === null ? null : { ...last, at: last.at.toISOString() },
      families: record.checkpoint(),
      name: name?.checkpoint() ?? null,
    }));
    return { nextQueryId: this.#nextQueryId, stale: this.#stale, hosts };
  }

  restore({ nextQueryId, stale, hosts }: HostsCheckpoint, table: NetworkTable): void {
    this.#nextQueryId = nextQueryId;
    this.#stale = stale;
    hosts.forEach(({ addresses, watched, last, families, name }, host) => {
      const entry = Object.assign(this.#entries[host]!, { addresses, watched: [...watched] });
      entry.record.last = last === null ? null : { ...last, at: new Date(last.at) };
      entry.record.restore(families);
      if (name !== null && name !== undefined) entry.name?.restore(name);
    });
    // Judges the ways.
    this.paths(table);
  }

  /** The way to a host as last judged. */
  viewOf(host: number): PathView | null {
    return this.#entries[host]?.view ?? null;
  }

  /** The ways to a host that can be used. */
  ways(host: number, table: NetworkTable): KnownWay[] {
    return waysOf(this.#entries[host]!.watched, table);
  }

  /** The host and the interface by which it is reached, as the cause of what follows from a probe. */
  causeOf(host: number): StateCause {
    const name = this.#entries[host]?.view?.interface ?? null;
    return { type: 'probe', host: this.label(host), ...(name === null ? {} : { interface: name }) };
  }

  // Queries that stay keep their identity, so that their answers need not be asked for again.
  #watch(entry: Entry, address: ResolvedAddress, table: NetworkTable): WatchedAddress[] {
    const names = this.#preferred.length === 0 ? [null] : this.#preferred;
    return names.flatMap((name) => {
      const interfaceIndex = name === null ? 0 : (table.linkByName(name)?.index ?? null);
      if (interfaceIndex === null) return [];
      const same = entry.watched.find(
        ({ query, interface: watchedName }) =>
          query.address === address.address && query.interfaceIndex === interfaceIndex && watchedName === name,
      );
      if (same !== undefined) return [same];
      const query: PathQuery = { id: this.#nextQueryId++, ...address, interfaceIndex };
      return [{ ...address, query, interface: name }];
    });
  }

  #join(entry: Entry, views: readonly PathView[], table: NetworkTable): HostPath {
    entry.view = views.find((view) => view.usable) ?? views[0] ?? null;
    if (views.length === 0) {
      // A name without an address yet, or a preferred interface that is not there: all that can be judged is the link.
      const verdict = table.linkVerdict();
      const usable = verdict.usable && entry.addresses.length === 0;
      return { usable, reason: verdict.reason, key: `unresolved ${verdict.reason}` };
    }
    return joinViews(views);
  }
}
