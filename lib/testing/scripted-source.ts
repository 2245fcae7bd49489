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
// TEST-NET-1 (RFC 5737): what is never anybody's. One is in use at a time.
const ADDRESSES = ['192.0.2.100', '192.0.2.101'] as const;
const GATEWAY = '192.0.2.254';

/** A kernel with one interface, which looks as it is told to. Tells of it at once. */
export class ScriptedSource implements NetworkSource {
  readonly kind = 'netlink';
  #outage: Outage = HEALTHY;
  #address: string = ADDRESSES[0];
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
      else if (outage.link !== null) batch.removedAddresses = [this.#record()];
    }
    this.#onBatch?.(batch);
  }

  /** Another address takes the place of the one that there is, and all ways are from there. */
  roam(): void {
    const removedAddresses = this.#addresses();
    this.#address = ADDRESSES[this.#address === ADDRESSES[0] ? 1 : 0];
    this.#onBatch?.({ removedAddresses, addresses: this.#addresses(), paths: this.#paths() });
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
    return address === 'none' ? [] : [{ ...this.#record(), tentative: address === 'tentative' }];
  }

  #record(): AddressRecord {
    return {
      ...{ index: INDEX, family: 4, address: this.#address, prefixLength: 24, scope: 'global' },
      ...{ tentative: false, deprecated: false },
    };
  }

  #paths(): PathRecord[] {
    const { routeError } = this.#outage;
    const way =
      routeError === null
        ? { interfaceIndex: INDEX, gateway: GATEWAY, source: this.#address }
        : { interfaceIndex: 0, gateway: null, source: null };
    return this.#queries.map(({ id }) => ({ id, error: routeError, local: false, ...way }));
  }
}
