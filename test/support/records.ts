import type { AddressRecord, LinkRecord, PathQuery, PathRecord } from '../../lib/sources/contract.ts';

/** An Ethernet interface that is up with carrier, unless told otherwise. */
export function link(index: number, name: string, differences: Partial<LinkRecord> = {}): LinkRecord {
  return {
    index,
    name,
    kind: 'ether',
    loopback: false,
    up: true,
    carrier: true,
    operState: 'up',
    mtu: 1500,
    mac: '02:00:00:00:00:01',
    ...differences,
  };
}

/** `lo`, as the kernel shows it. */
export function loopback(): LinkRecord {
  return link(1, 'lo', { kind: 'loopback', loopback: true, operState: 'unknown', mtu: 65_536, mac: '' });
}

/** A global address of interface `index`, usable, unless told otherwise. `10.0.0.2/24` or `2001:db8::2/64`. */
export function address(index: number, text: string, differences: Partial<AddressRecord> = {}): AddressRecord {
  const [literal = '', prefixLength = ''] = text.split('/');
  return {
    index,
    family: literal.includes(':') ? 6 : 4,
    address: literal,
    prefixLength: Number(prefixLength),
    scope: 'global',
    tentative: false,
    deprecated: false,
    ...differences,
  };
}

/** Asks for the way to an address, through any interface unless told otherwise. */
export function query(id: number, text: string, interfaceIndex = 0): PathQuery {
  return { id, family: text.includes(':') ? 6 : 4, address: text, interfaceIndex };
}

/** The kernel's answer: through interface 2, by a gateway, unless told otherwise. */
export function path(id: number, differences: Partial<PathRecord> = {}): PathRecord {
  return {
    id,
    error: null,
    local: false,
    interfaceIndex: 2,
    gateway: '10.0.0.1',
    source: '10.0.0.2',
    ...differences,
  };
}

/** The kernel's answer when there is no way. */
export function noPath(id: number, error = 'ENETUNREACH'): PathRecord {
  return path(id, { error, interfaceIndex: 0, gateway: null, source: null });
}
