/** A literal address with its family. */
export interface ResolvedAddress {
  family: 4 | 6;
  address: string;
}

/** Turns names into addresses without a thread of libuv's pool, which `dns.lookup` would hold for as long as the server is silent. */
export interface NameResolver {
  /** All addresses of both families. Rejects with a DNS error (`code`) when there is none. */
  resolve(name: string): Promise<ResolvedAddress[]>;
  /** Rejects what is under way. */
  cancel(): void;
}

/** What is asked: the name servers of resolv.conf as it was when this was made. */
export interface NameServers {
  resolve4(name: string): Promise<string[]>;
  resolve6(name: string): Promise<string[]>;
  cancel(): void;
}

/**
 * c-ares, through `dns.promises.Resolver`: one for each lookup, for it goes by the resolv.conf that there was when it was made,
 * and another network may have others to ask.
 */
export function caresResolver(timeoutMs: number, make: (timeoutMs: number) => NameServers = cares): NameResolver {
  const asked = new Set<NameServers>();
  return {
    async resolve(name) {
      if (name === 'localhost') return [{ family: 4, address: '127.0.0.1' }];
      const servers = make(timeoutMs);
      asked.add(servers);
      const [ipv4, ipv6] = await Promise.allSettled([servers.resolve4(name), servers.resolve6(name)]);
      asked.delete(servers);
      const found: ResolvedAddress[] = [];
      if (ipv4.status === 'fulfilled') found.push(...ipv4.value.map((address) => ({ family: 4 as const, address })));
      if (ipv6.status === 'fulfilled') found.push(...ipv6.value.map((address) => ({ family: 6 as const, address })));
      if (found.length === 0 && ipv4.status === 'rejected') throw ipv4.reason;
      return found;
    },
    cancel() {
      for (const servers of asked) servers.cancel();
    },
  };
}

// Not before the first name: node:dns costs a process half a megabyte.
function cares(timeoutMs: number): NameServers {
  const { Resolver } = process.getBuiltinModule('node:dns/promises');
  return new Resolver({ timeout: Math.max(100, Math.floor(timeoutMs / 2)), tries: 2 });
}
