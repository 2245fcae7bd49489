import type { CheckHosts } from './check-hosts.ts';
import type { NameResolver } from './resolver.ts';

/** Lookups of the names among the check hosts, one at a time for each: who asks meanwhile shares it. */
export class Lookups {
  readonly #resolver: () => NameResolver;
  readonly #hosts: CheckHosts;
  readonly #onAddresses: (host: number) => void;
  readonly #pending = new Map<number, Promise<void>>();

  /** @param resolver  asked for each time: who records puts another in its place */
  constructor(resolver: () => NameResolver, hosts: CheckHosts, onAddresses: (host: number) => void) {
    this.#resolver = resolver;
    this.#hosts = hosts;
    this.#onAddresses = onAddresses;
  }

  /** Resolves when the host has its addresses. Rejects as the resolver does; what was found before stays. */
  lookUp(host: number): Promise<void> {
    let lookup = this.#pending.get(host);
    if (lookup !== undefined) return lookup;
    const isCurrent = (): boolean => this.#pending.get(host) === lookup;
    lookup = this.#resolver()
      .resolve(this.#hosts.label(host))
      .then(
        (addresses) => {
          if (!isCurrent()) return;
          this.#hosts.setAddresses(host, addresses);
          this.#onAddresses(host);
        },
        (error: NodeJS.ErrnoException) => {
          if (isCurrent()) this.#hosts.noteLookupFailure(host, error.code ?? 'ENOTFOUND');
          throw error;
        },
      );
    this.#pending.set(host, lookup);
    const forget = (): void => void (isCurrent() && this.#pending.delete(host));
    lookup.then(forget, forget);
    return lookup;
  }

  /** Those under way are nobody's any more. */
  abandon(): void {
    this.#pending.clear();
  }
}
