import type { Clock } from '../clock.ts';
import type { Probe } from '../probe/contract.ts';
import type { NameResolver, ResolvedAddress } from './resolver.ts';

/**
 * The lookups of names. A recovery launches every few milliseconds: all its launches share the lookup that is under way. It
 * may outlast them, for c-ares asks every server in turn, and its answer is still welcome then; a launch has the time of a
 * probe, no more.
 */
export class Lookups {
  readonly #timeoutMs: number;
  readonly #onAddresses: (host: number, addresses: readonly ResolvedAddress[]) => void;
  readonly #pending = new Map<number, Promise<void>>();

  constructor(timeoutMs: number, onAddresses: (host: number, addresses: readonly ResolvedAddress[]) => void) {
    this.#timeoutMs = timeoutMs;
    this.#onAddresses = onAddresses;
  }

  /** `onEnd` is called once, with null or the code of what went wrong, unless the launch is cancelled first. */
  launch(
    host: number,
    name: string,
    { clock, resolver }: { clock: Clock; resolver: NameResolver },
    onEnd: (error: string | null) => void,
  ): Probe {
    let pending = true;
    const end = (): void => {
      pending = false;
      timer.cancel();
    };
    const settle = (error: string | null): void => {
      if (!pending) return;
      end();
      onEnd(error);
    };
    const timer = clock.setTimer(() => settle('ETIMEDOUT'), this.#timeoutMs, { unref: true });
    this.#lookUp(host, name, resolver).then(
      () => settle(null),
      (error: NodeJS.ErrnoException) => settle(error.code ?? 'ENOTFOUND'),
    );
    return { cancel: end };
  }

  /** What is under way is nobody's any more. */
  forget(): void {
    this.#pending.clear();
  }

  #lookUp(host: number, name: string, resolver: NameResolver): Promise<void> {
    let lookup = this.#pending.get(host);
    if (lookup !== undefined) return lookup;
    const isCurrent = (): boolean => this.#pending.get(host) === lookup;
    lookup = resolver.resolve(name).then((addresses) => {
      if (isCurrent()) this.#onAddresses(host, addresses);
    });
    this.#pending.set(host, lookup);
    const forget = (): void => void (isCurrent() && this.#pending.delete(host));
    lookup.then(forget, forget);
    return lookup;
  }
}
