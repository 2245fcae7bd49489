/** Reads a file of /proc/net; answers '' where there is none. */
export type ProcReader = (name: string) => string;

export const readProc: ProcReader = (name) => {
  if (process.platform !== 'linux') return '';
  try {
    return process.getBuiltinModule('node:fs').readFileSync(`/proc/net/${name}`, 'latin1');
  } catch {
    // Without IPv6 there is no if_inet6, and a container may hide any of them.
    return '';
  }
};

/** A row of if_inet6. */
export interface Ipv6Row {
  name: string;
  address: string;
  index: number;
  prefixLength: number;
  flags: number;
}

/** Address, index, prefix length, scope and flags in hexadecimal, then the name. */
export function* ipv6Rows(text: string): Generator<Ipv6Row> {
  for (const row of text.split('\n')) {
    const [digits, index, length, , flags, name] = row.trim().split(/\s+/);
    if (digits === undefined || index === undefined || length === undefined || flags === undefined) continue;
    if (name === undefined) continue;
    yield {
      name,
      address: ipv6Address(digits),
      index: Number.parseInt(index, 16),
      prefixLength: Number.parseInt(length, 16),
      flags: Number.parseInt(flags, 16),
    };
  }
}

/** 32 hexadecimal digits, in the form of RFC 5952. */
export function ipv6Address(digits: string): string {
  return new URL(`http://[${digits.replace(/(.{4})(?!$)/g, '$1:')}]`).hostname.slice(1, -1);
}

/** A number as /proc/net prints an IPv4 address, in the host's byte order, turned into the network's. */
export function swapBytes(value: number): number {
  return (((value & 0xff) << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24)) >>> 0;
}

/** '10.0.0.2' as a number. */
export function ipv4Number(address: string): number {
  return address.split('.').reduce((sum, part) => ((sum << 8) | Number(part)) >>> 0, 0);
}
