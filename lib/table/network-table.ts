import type { AddressRecord, LinkRecord, LinkUpdate, PathQuery, PathRecord, SourceBatch } from '../sources/contract.ts';
import { wholeLink } from './link-update.ts';
import { judgePath, type PathAnswer, type PathView, viewOf, wayOf } from './path.ts';
import type { InterfaceSelection } from './selection.ts';
import type { TableDiff } from './table-diff.ts';
import { furthest, judgeAddresses, judgeLink, type Verdict } from './verdict.ts';

interface WatchedPath {
  record: PathRecord;
  /** The record but for its id as text: made when it comes, for it is looked at upon every change of a link. */
  way: string;
  /** As last judged, and by what. */
  view: PathView | null;
  link: LinkRecord | undefined;
  addressChanges: number;
}

/** Links, addresses and paths as last heard of, and what they mean. Holds no clock and opens nothing. */
export class NetworkTable {
  readonly #selection: InterfaceSelection;
  readonly #links = new Map<number, LinkRecord>();
  readonly #addresses = new Map<number, Map<string, AddressRecord>>();
  readonly #paths = new Map<number, WatchedPath>();
  /** What each interface has been judged to be, by family, since it or its addresses changed. */
  readonly #judged = new Map<number, Map<4 | 6 | null, Verdict>>();
  #touched = new Set<number>();
  /** Those of which whoever asks for what has changed knows. */
  readonly #taken = new Set<number>();
  #addressChanges = 0;
  #answers = 0;
  // The interface that a path last left through, of those that count: it names what broke when no way is left.
  readonly #lastInterface = new Map<number, number>();

  constructor(selection: InterfaceSelection) {
    this.#selection = selection;
  }

  /** Indexes of the interfaces that have changed, or their addresses, or gone, since this was asked last. */
  takeTouched(): Iterable<number> {
    const touched = this.#touched;
    this.#touched = new Set();
    for (const index of touched) {
      if (this.#links.has(index)) this.#taken.add(index);
      else this.#taken.delete(index);
    }
    return touched;
  }

  /** Grows with whatever a way depends on but the link it leaves by: addresses, and the answers to the queries. */
  get waysVersion(): number {
    return this.#addressChanges + this.#answers;
  }

  /** Takes in a batch and says what it changed. */
  apply(batch: SourceBatch): TableDiff {
    const { links, removedLinks, addresses, removedAddresses, paths } = batch;
    const diff: TableDiff = { links: [], addresses: [] };
    if (removedAddresses !== undefined) for (const address of removedAddresses) this.#removeAddress(address, diff);
    if (removedLinks !== undefined) for (const index of removedLinks) this.#removeLink(index, diff);
    if (links !== undefined) for (let at = 0; at < links.length; at++) this.#setLink(links[at]!, diff);
    if (addresses !== undefined) for (const address of addresses) this.#setAddress(address, diff);
    if (paths !== undefined) for (const path of paths) this.#setPath(path);
    return diff;
  }

  /** Forgets the paths that are no longer watched. */
  retainPaths(queries: readonly PathQuery[]): void {
    const kept = new Set(queries.map((query) => query.id));
    for (const id of this.#paths.keys()) {
      if (kept.has(id)) continue;
      this.#paths.delete(id);
      this.#lastInterface.delete(id);
      this.#answers++;
    }
  }

  /** The way to one watched destination, judged; null while the source has not answered. The same object while nothing moves it. */
  path(query: PathQuery): PathView | null {
    const watched = this.#paths.get(query.id);
    if (watched === undefined) return null;
    const { record, way, view } = watched;
    const link = this.#links.get(record.interfaceIndex);
    if (view !== null && link === watched.link && this.#addressChanges === watched.addressChanges) return view;
    const verdict = this.#judge(query, record, link);
    const judged = viewOf(record, way, link, verdict ?? this.#explainMissingRoute(query));
    // What is missing is explained by all interfaces, and may be by others the next time.
    watched.view = verdict === null ? null : judged;
    watched.link = link;
    watched.addressChanges = this.#addressChanges;
    return judged;
  }

  /** The interface by which every watched destination is reached; null when they differ, or one is reached by none. */
  soleExit(): LinkRecord | null {
    let exit: LinkRecord | null = null;
    for (const { record } of this.#paths.values()) {
      const link = this.#links.get(record.interfaceIndex);
      if (record.error !== null || link === undefined || (exit !== null && exit !== link)) return null;
      exit = link;
    }
    return exit;
  }

  /** Indexes of the interfaces by which the watched destinations are reached. */
  exits(): number[] {
    const indexes = new Set<number>();
    for (const { record } of this.#paths.values()) if (record.interfaceIndex !== 0) indexes.add(record.interfaceIndex);
    return [...indexes];
  }

  /** Whether some watched destination has no way: why, any interface may have to say. */
  hasDeadEnd(): boolean {
    for (const { record } of this.#paths.values()) if (record.error !== null) return true;
    return false;
  }

  /** The way to one watched destination, as it would be were `link` the interface by which it leaves; null without such a way. */
  pathIf(query: PathQuery, link: LinkRecord): PathView | null {
    const watched = this.#paths.get(query.id);
    if (watched === undefined || watched.record.interfaceIndex !== link.index) return null;
    const { record, way } = watched;
    const verdict = this.#judge(query, record, link);
    return verdict === null ? null : viewOf(record, way, link, verdict);
  }

  /** A way whose answer is kept elsewhere, judged by the links and addresses of now. */
  judge(query: PathQuery, record: PathRecord): PathView {
    const link = this.#links.get(record.interfaceIndex);
    const verdict = this.#judge(query, record, link) ?? this.#explainMissingRoute(query);
    return viewOf(record, wayOf(record), link, verdict);
  }

  /** Whether any interface could carry traffic, whatever the destination (link-only mode). */
  linkVerdict(): Verdict {
    return this.#furthestInterface(null);
  }

  /** The same as a way: the one that all traffic takes, by another interface another one. */
  linkPath(): Pick<PathView, 'usable' | 'reason' | 'key'> {
    const { usable, reason } = this.linkVerdict();
    return { usable, reason, key: usable ? `${reason} ${this.usableLink()?.index}` : reason };
  }

  /**
   * The interface for which {@link linkVerdict} is what it is, when that is `usable`. Of several the one that has been there longest,
   * by the index: whoever is told the same in another order, as a replay may be, finds the same.
   */
  usableLink(): LinkRecord | null {
    let first: LinkRecord | null = null;
    for (const link of this.#links.values()) {
      if (first !== null && link.index > first.index) continue;
      if (this.#counts(link) && this.#judgeInterface(link, null).usable) first = link;
    }
    return first;
  }

  links(): Iterable<LinkRecord> {
    return this.#links.values();
  }

  link(index: number): LinkRecord | undefined {
    return this.#links.get(index);
  }

  linkByName(name: string): LinkRecord | undefined {
    for (const link of this.#links.values()) if (link.name === name) return link;
    return undefined;
  }

  addressesOf(index: number): Iterable<AddressRecord> {
    return this.#addresses.get(index)?.values() ?? [];
  }

  /** The answers as they came, each with the interface by which there last was a way: 0 when there never was. */
  *answers(): Iterable<PathAnswer> {
    for (const [id, { record }] of this.#paths) yield { record, lastInterfaceIndex: this.#lastInterface.get(id) ?? 0 };
  }

  /** Makes an empty table one that has been told this view, and then has these answers. */
  restore(view: SourceBatch, answers: readonly PathAnswer[]): void {
    this.apply(view);
    for (const { record, lastInterfaceIndex } of answers) {
      this.#setPath(record);
      if (lastInterfaceIndex === 0) this.#lastInterface.delete(record.id);
      else this.#lastInterface.set(record.id, lastInterfaceIndex);
    }
  }

  #judge(query: PathQuery, record: PathRecord, link: LinkRecord | undefined): Verdict | null {
    return judgePath(query, record, link, () => this.addressesOf(record.interfaceIndex), this.#selection);
  }

  // No way at all: blame the interface that was used last if that is broken, otherwise the interface that is nearest to working.
  #explainMissingRoute(query: PathQuery): Verdict {
    const lastIndex = this.#lastInterface.get(query.id);
    if (lastIndex !== undefined) {
      const last = this.#links.get(lastIndex);
      if (last === undefined) return { usable: false, reason: 'no-interface' };
      const verdict = judgeLink(last);
      if (!verdict.usable) return verdict;
    }
    const nearest = this.#furthestInterface(query.family);
    return nearest.usable ? { usable: false, reason: 'no-route' } : nearest;
  }

  #furthestInterface(family: 4 | 6 | null): Verdict {
    const verdicts: Verdict[] = [];
    for (const link of this.#links.values()) {
      if (!this.#counts(link)) continue;
      const verdict = this.#judgeInterface(link, family);
      if (verdict.usable) return verdict;
      verdicts.push(verdict);
    }
    return furthest(verdicts);
  }

  #counts(link: LinkRecord): boolean {
    return !link.loopback && this.#selection.counts(link.name, link.kind);
  }

  // Where there are a thousand interfaces, one that changes must not have all judged afresh.
  #judgeInterface(link: LinkRecord, family: 4 | 6 | null): Verdict {
    let known = this.#judged.get(link.index);
    if (known === undefined) this.#judged.set(link.index, (known = new Map<4 | 6 | null, Verdict>()));
    let verdict = known.get(family);
    if (verdict !== undefined) return verdict;
    verdict = judgeLink(link);
    if (verdict.usable) verdict = judgeAddresses(this.addressesOf(link.index), family, false);
    known.set(family, verdict);
    return verdict;
  }

  #setLink(update: LinkUpdate, diff: TableDiff): void {
    const { index } = update;
    const previous = this.#links.get(index) ?? null;
    const current = wholeLink(update, previous);
    diff.links.push({ previous, current });
    this.#links.set(index, current);
    this.#touch(index);
  }

  #setPath(path: PathRecord): void {
    const { interfaceIndex } = path;
    this.#paths.set(path.id, { record: path, way: wayOf(path), view: null, link: undefined, addressChanges: 0 });
    this.#answers++;
    const counts = this.#selection.all || this.#links.has(interfaceIndex);
    if (interfaceIndex !== 0 && counts) this.#lastInterface.set(path.id, interfaceIndex);
  }

  #setAddress(address: AddressRecord, diff: TableDiff): void {
    let ofLink = this.#addresses.get(address.index);
    if (ofLink === undefined) this.#addresses.set(address.index, (ofLink = new Map<string, AddressRecord>()));
    const key = addressKey(address);
    this.#addressChanges++;
    this.#touch(address.index);
    diff.addresses.push({
      interface: this.#nameOf(address.index),
      previous: ofLink.get(key) ?? null,
      current: address,
    });
    ofLink.set(key, address);
  }

  #removeAddress(address: AddressRecord, diff: TableDiff): void {
    const ofLink = this.#addresses.get(address.index);
    const previous = ofLink?.get(addressKey(address));
    if (previous === undefined) return;
    ofLink?.delete(addressKey(address));
    this.#addressChanges++;
    this.#touch(address.index);
    diff.addresses.push({ interface: this.#nameOf(address.index), previous, current: null });
  }

  #removeLink(index: number, diff: TableDiff): void {
    const previous = this.#links.get(index);
    if (previous === undefined) return;
    for (const address of [...this.addressesOf(index)]) this.#removeAddress(address, diff);
    this.#addresses.delete(index);
    this.#links.delete(index);
    this.#touch(index);
    diff.links.push({ previous, current: null });
  }

  #touch(index: number): void {
    this.#judged.delete(index);
    // Nobody may ever ask, and there is no end of those that come and go.
    if (this.#links.has(index) || this.#taken.has(index)) this.#touched.add(index);
    else this.#touched.delete(index);
  }

  #nameOf(index: number): string | null {
    return this.#links.get(index)?.name ?? null;
  }
}

function addressKey(address: AddressRecord): string {
  return `${address.address}/${address.prefixLength}`;
}
