import type {
  AddressRecord,
  LinkRecord,
  NetworkSource,
  PathQuery,
  PathRecord,
  SourceBatch,
  SourceCounters,
} from '../sources/contract.ts';
import { NO_COUNTS } from '../sources/no-counts.ts';
import { HEALTHY, type Outage } from './outage.ts';

const INDEX = 2;
const LINK: LinkRecord = {
  ...{ index: INDEX, name: 'eth0', kind: 'ether', loopback: false, up: true, carrier: true, operState: 'up' },
  ...{ mtu: 1500, mac: '02:00:00:00:00:01' },
};
// TEST-NET-1 (RFC 5737): what is never anybody's.
const ADDRESS: AddressRecord = {
  ...{ index: INDEX, family: 4, address: '192.0.2.100', prefixLength: 24, scope: 'global' },
  ...{ tentative: false, deprecated: false },
};
const GATEWAY = '192.0.2.254';

/** A kernel with one interface, which looks as it is told to. Tells of it at once. */
export class ScriptedSource implements NetworkSource {
  readonly kind = 'netlink';
  #outage: Outage = HEALTHY;
  #queries: readonly PathQuery[] = [];
  #onBatch: ((batch: SourceBatch) => void) | null = null;

  start(onBatch: (batch: SourceBatch) => void): void {
    this.#onBatch = onBatch;
  }

  watchPaths(queries: readonly PathQuery[]): void {
    this.#queries = queries;
    if (queries.length > 0) this.#onBatch?.({ paths: this.#paths() });
  }

  /** The first look at the machine. */
  ready(outage: Outage): void {
    this.#outage = outage;
    this.#onBatch?.({ links: this.#links(), addresses: this.#addresses(), ready: true });
  }

  /** It is so from now on. */
  become(outage: Outage): void {
    const before = this.#outage;
    this.#outage = outage;
    const batch: SourceBatch = { paths: this.#paths() };
    if (outage.link === null) batch.removedLinks = [INDEX];
    else if (outage.link !== before.link) batch.links = this.#links();
    if (outage.address !== before.address) {
      if (outage.address !== 'none') batch.addresses = this.#addresses();
      else if (outage.link !== null) batch.removedAddresses = [ADDRESS];
    }
    this.#onBatch?.(batch);
  }

  // All is told as soon as it happens.
  drain(): void {}

  counters(): SourceCounters {
    return { ...NO_COUNTS };
  }

  // Nothing here keeps a process.
  ref(): void {}
  unref(): void {}

  close(): void {
    this.#onBatch = null;
  }

  #links(): LinkRecord[] {
    const { link } = this.#outage;
    return link === null ? [] : [{ ...LINK, ...link }];
  }

  #addresses(): AddressRecord[] {
    const { address } = this.#outage;
    return address === 'none' ? [] : [{ ...ADDRESS, tentative: address === 'tentative' }];
  }

  #paths(): PathRecord[] {
    const { routeError } = this.#outage;
    const way =
      routeError === null
        ? { interfaceIndex: INDEX, gateway: GATEWAY, source: ADDRESS.address }
        : { interfaceIndex: 0, gateway: null, source: null };
    return this.#queries.map(({ id }) => ({ id, error: routeError, local: false, ...way }));
  }
}
