import type { NetworkInterfaceInfo } from 'node:os';
import { ipv4Number, ipv6Rows, type ProcReader, readProc, swapBytes } from './proc-files.ts';

interface Subnet {
  name: string;
  network: number;
  mask: number;
}

/**
 * What `os.networkInterfaces()` answers, read from /proc/net (proc_pid_net(5)): getifaddrs(3) itself speaks netlink, and
 * where that is denied nothing else is left. An IPv4 address is taken to be on the interface of the smallest connected
 * subnet around it; flags and hardware addresses are not to be had.
 */
export function readProcInterfaces(read: ProcReader = readProc): Record<string, NetworkInterfaceInfo[]> {
  const interfaces: Record<string, NetworkInterfaceInfo[]> = {};
  const add = (name: string, info: NetworkInterfaceInfo): void => void (interfaces[name] ??= []).push(info);
  const subnets = connectedSubnets(read('route'));
  for (const address of localAddresses(read('fib_trie'))) {
    const number = ipv4Number(address);
    const around = subnets.find(({ network, mask }) => (number & mask) >>> 0 === network);
    if (address.startsWith('127.')) add('lo', ipv4(address, 8));
    else if (around !== undefined) add(around.name, ipv4(address, Math.clz32(~around.mask)));
  }
  for (const [name, info] of ipv6Addresses(read('if_inet6'))) add(name, info);
  return interfaces;
}

function ipv4(address: string, prefixLength: number): NetworkInterfaceInfo {
  const internal = address.startsWith('127.');
  return { family: 'IPv4', address, cidr: `${address}/${prefixLength}`, netmask: '', mac: NO_MAC, internal };
}

const NO_MAC = '00:00:00:00:00:00';

// Interface, destination, gateway, flags, …, mask at the eighth place; numbers in hexadecimal and the host's byte order.
function connectedSubnets(text: string): Subnet[] {
  const rows = text.split('\n').slice(1);
  const subnets = rows.flatMap((row): Subnet[] => {
    const [name, destination, gateway, , , , , mask] = row.split('\t');
    if (
      name === undefined ||
      destination === undefined ||
      mask === undefined ||
      Number.parseInt(gateway ?? '', 16) !== 0
    )
      return [];
    return [{ name, network: swapBytes(Number.parseInt(destination, 16)), mask: swapBytes(Number.parseInt(mask, 16)) }];
  });
  return subnets.filter(({ mask }) => mask !== 0).sort((left, right) => right.mask - left.mask);
}

// A leaf `|-- ADDRESS` with `/32 host LOCAL` beneath it is an address of this machine. The trie of each table tells it anew.
function localAddresses(text: string): Set<string> {
  const found = new Set<string>();
  for (const match of text.matchAll(/\|-- (\d+\.\d+\.\d+\.\d+)\n(?:\s+\/\d+ .*\n)*?\s+\/32 host LOCAL/g)) {
    if (match[1] !== undefined) found.add(match[1]);
  }
  return found;
}

function* ipv6Addresses(text: string): Generator<[string, NetworkInterfaceInfo]> {
  for (const { name, address, index, prefixLength } of ipv6Rows(text)) {
    const internal = name === 'lo';
    const scopeid = address.startsWith('fe80:') ? index : 0;
    const cidr = `${address}/${prefixLength}`;
    yield [name, { family: 'IPv6', address, cidr, netmask: '', mac: NO_MAC, internal, scopeid }];
  }
}
