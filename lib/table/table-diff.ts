import type { AddressRecord, LinkRecord } from '../sources/contract.ts';

/** One interface that appeared, changed or went. */
export interface LinkChange {
  previous: LinkRecord | null;
  current: LinkRecord | null;
}

/** One address that appeared, changed or went. */
export interface AddressChange {
  interface: string | null;
  previous: AddressRecord | null;
  current: AddressRecord | null;
}

/** What a batch changed. */
export interface TableDiff {
  links: LinkChange[];
  addresses: AddressChange[];
}
