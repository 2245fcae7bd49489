import type { Resolver } from 'node:dns/promises';

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

/** c-ares, through `dns.promises.Resolver`. */
export function caresResolver(timeoutMs: number): NameResolver {
  let made: Resolver | null = null;
  const make = (): Resolver => {
    const { Resolver } = process.getBuiltinModule('node:dns/promises');
    return new Resolver({ timeout: Math.max(100, Math.floor(timeoutMs / 2)), tries: 2 });
  };
  return {
    async resolve(name) {
      if (name === 'localhost') return [{ family: 4, address: '127.0.0.1' }];
      // Not before the first name: node:dns costs a process half a megabyte.
      const resolver = (made ??= make());
      const [ipv4, ipv6] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
      const found: ResolvedAddress[] = [];
      if (ipv4.status === 'fulfilled') found.push(...ipv4.value.map((address) => ({ family: 4 as const, address })));
      if (ipv6.status === 'fulfilled') found.push(...ipv6.value.map((address) => ({ family: 6 as const, address })));
      if (found.length === 0 && ipv4.status === 'rejected') throw ipv4.reason;
      return found;
    },
    cancel: () => made?.cancel(),
  };
}
