import type { networkInterfaces, NetworkInterfaceInfo } from 'node:os';
import type { AddressRecord, LinkRecord, SourceBatch } from './contract.ts';
import type { ProcReader } from './proc-files.ts';
import { readProcInterfaces } from './proc-interfaces.ts';
import { type ProcNetwork, readProcNetwork } from './proc-links.ts';

/** What `os.networkInterfaces()` answers. */
export type InterfaceReader = typeof networkInterfaces;

/** Links by name and addresses by index and address, as one look at the system finds them. */
export interface View {
  links: Map<string, LinkRecord>;
  addresses: Map<string, AddressRecord>;
}

/**
 * One look. `os.networkInterfaces()` tells of what is up, runs (has carrier) and has an address; what else there is, /proc/net
 * tells.
 *
 * @param indexes  those that were made up so far for interfaces whose own is not to be had, by name
 */
export function readView(read: InterfaceReader, proc: ProcReader, indexes: Map<string, number>): View {
  const view: View = { links: new Map(), addresses: new Map() };
  const network = readProcNetwork(proc);
  const running = read();
  for (const [name, entries] of Object.entries(running)) {
    const first = entries?.[0];
    if (entries === undefined || first === undefined) continue;
    const index = network?.links.get(name)?.index ?? scopeOf(entries) ?? madeUp(name, indexes);
    view.links.set(name, { ...linkOf(name, index, first.internal), mac: macOf(first) });
    addAddresses(view, index, name, entries, network);
  }
  if (network !== null) addOthers(view, running, network, proc, indexes);
  return view;
}

function addOthers(
  view: View,
  running: ReturnType<InterfaceReader>,
  network: ProcNetwork,
  proc: ProcReader,
  indexes: Map<string, number>,
): void {
  const others = [...network.links].filter(([name]) => running[name] === undefined);
  // Asked for only then: on a router it is long.
  const known = others.some(([, { up }]) => up) ? readProcInterfaces(proc) : {};
  for (const [name, { index: told, up }] of others) {
    const index = told ?? madeUp(name, indexes);
    const entries = known[name] ?? [];
    // Without an address there is no telling whether it has carrier, and it makes no difference to what it is good for.
    const carrier = up && entries.length === 0;
    const operState = carrier ? 'unknown' : 'down';
    view.links.set(name, { ...linkOf(name, index, name === 'lo'), up, carrier, operState });
    addAddresses(view, index, name, entries, network);
  }
}

function addAddresses(
  view: View,
  index: number,
  name: string,
  entries: readonly NetworkInterfaceInfo[],
  network: ProcNetwork | null,
): void {
  for (const { family, address, cidr } of entries) {
    const record = addressOf(index, family === 'IPv6' ? 6 : 4, address, cidr);
    view.addresses.set(`${index} ${address}`, { ...record, ...network?.addresses.get(`${name} ${address}`) });
  }
}

function scopeOf(entries: readonly NetworkInterfaceInfo[]): number | undefined {
  const scoped = entries.find((entry) => entry.family === 'IPv6' && entry.scopeid > 0);
  return scoped?.family === 'IPv6' ? scoped.scopeid : undefined;
}

// Far above what the kernel gives, so that the two never meet.
function madeUp(name: string, indexes: Map<string, number>): number {
  let index = indexes.get(name);
  if (index === undefined) indexes.set(name, (index = 1_000_000 + indexes.size));
  return index;
}

function linkOf(name: string, index: number, loopback: boolean): LinkRecord {
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
    mac: '',
  };
}

function macOf({ mac }: NetworkInterfaceInfo): string {
  return mac === '00:00:00:00:00:00' ? '' : mac;
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

/** What leads from the one view to the other. */
export function difference(before: View, after: View): SourceBatch {
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
