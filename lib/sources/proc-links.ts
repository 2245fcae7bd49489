import { ipv6Rows, readProc, type ProcReader } from './proc-files.ts';

/** What `os.networkInterfaces()` leaves out of an interface, or that there is one. */
export interface ProcLink {
  /** Null where nothing tells it. */
  index: number | null;
  /** IFF_UP. */
  up: boolean;
}

/** What `os.networkInterfaces()` leaves out of an IPv6 address. */
export interface ProcAddressState {
  tentative: boolean;
  deprecated: boolean;
}

/** Every interface of this namespace, those included that are down or have no address, and the state of IPv6 addresses. */
export interface ProcNetwork {
  links: Map<string, ProcLink>;
  /** By name and address, as `NAME ADDRESS`. */
  addresses: Map<string, ProcAddressState>;
}

// From linux/if_addr.h, as if_inet6 prints them.
const IFA_F_DADFAILED = 0x08;
const IFA_F_DEPRECATED = 0x20;
const IFA_F_TENTATIVE = 0x40;

// 224.0.0.1, all hosts: the kernel joins it on every interface that is up, and leaves it when that goes down.
const ALL_HOSTS = '010000E0';

/**
 * Reads /proc/net (proc_pid_net(5)), which needs neither netlink nor privilege and, unlike /sys/class/net, always shows the
 * namespace of who reads it. Answers null where it is not to be had, as on other systems than Linux.
 */
export function readProcNetwork(read: ProcReader = readProc): ProcNetwork | null {
  const names = deviceNames(read('dev'));
  const joined = read('igmp');
  if (names.length === 0 || joined === '') return null;
  const up = upInterfaces(joined);
  const addresses = new Map<string, ProcAddressState>();
  const indexes = new Map(up);
  for (const { name, address, index, flags } of ipv6Rows(read('if_inet6'))) {
    indexes.set(name, index);
    addresses.set(`${name} ${address}`, {
      tentative: (flags & (IFA_F_TENTATIVE | IFA_F_DADFAILED)) !== 0,
      deprecated: (flags & IFA_F_DEPRECATED) !== 0,
    });
  }
  const link = (name: string): ProcLink => {
    const index = indexes.get(name) ?? indexInStatistics(read(`dev_snmp6/${name}`));
    return { index, up: up.has(name) };
  };
  return { links: new Map(names.map((name) => [name, link(name)])), addresses };
}

// Two lines of headings; then a row each, whose name ends at the last colon before the numbers.
function deviceNames(text: string): string[] {
  return text.split('\n').flatMap((row) => /^\s*(\S+):\s*\d/.exec(row)?.[1] ?? []);
}

// `INDEX NAME : COUNT QUERIER`, and a row for each group that the interface has joined.
function upInterfaces(text: string): Map<string, number> {
  const up = new Map<string, number>();
  let current: [string, number] | null = null;
  for (const row of text.split('\n')) {
    const heading = /^(\d+)\s+(\S+?)\s*:/.exec(row);
    if (heading !== null) current = [heading[2]!, Number(heading[1])];
    else if (current !== null && row.trim().startsWith(ALL_HOSTS)) up.set(...current);
  }
  return up;
}

// Of an interface that is down nothing else tells its index.
function indexInStatistics(text: string): number | null {
  const found = /^ifIndex\s+(\d+)/.exec(text)?.[1];
  return found === undefined ? null : Number(found);
}
