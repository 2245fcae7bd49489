import type { NetworkSource } from '../sources/contract.ts';
import type { NetworkTable } from '../table/network-table.ts';
import type { CheckHosts } from './check-hosts.ts';

/**
 * Which interfaces the source need tell of at once: those by which the check hosts are reached, or the one that makes the state
 * `up` in link-only mode. On a host with hundreds of containers the others come and go all day, and change nothing.
 */
export class Attention {
  readonly #source: NetworkSource;
  readonly #table: NetworkTable;
  readonly #hosts: CheckHosts;
  readonly #wantsDetails: () => boolean;
  #interfaces: readonly number[] | null = null;
  #details = true;
  /** What has been kept from here may change what the rest means. */
  #partial = false;

  /** @param wantsDetails  whether somebody listens to each change of a link, an address or a route */
  constructor(source: NetworkSource, table: NetworkTable, hosts: CheckHosts, wantsDetails: () => boolean) {
    this.#source = source;
    this.#table = table;
    this.#hosts = hosts;
    this.#wantsDetails = wantsDetails;
  }

  /** To be called when anything that it depends on may have changed, but for a listener that comes: that takes {@link widen}. */
  follow(): void {
    const interfaces = this.#interfacesThatMatter();
    this.#partial = interfaces !== null && (this.#hosts.count === 0 || this.#table.hasDeadEnd());
    this.#attend(interfaces, this.#wantsDetails());
  }

  /** Somebody is about to want the details: nothing is kept from them. */
  widen(): void {
    this.#attend(this.#interfaces, true);
  }

  /** To be called before a batch is taken in whose meaning depends on interfaces that may not have been told of. */
  complete(): void {
    if (this.#partial) this.#source.flush?.();
  }

  #attend(interfaces: readonly number[] | null, details: boolean): void {
    if (details === this.#details && isSame(interfaces, this.#interfaces)) return;
    this.#interfaces = interfaces;
    this.#details = details;
    this.#source.attend?.(interfaces, details);
  }

  #interfacesThatMatter(): readonly number[] | null {
    if (this.#hosts.count > 0) return this.#hosts.areWatched() ? this.#exits() : null;
    const link = this.#table.usableLink();
    return link === null ? null : [link.index];
  }

  // Those by which the hosts were reached before, too: who still has connections there wants to know when they are cut off.
  #exits(): readonly number[] {
    return [...new Set([...this.#table.exits(), ...this.#hosts.history.exits()])];
  }
}

function isSame(left: readonly number[] | null, right: readonly number[] | null): boolean {
  if (left === null || right === null) return left === right;
  return left.length === right.length && left.every((index, at) => index === right[at]);
}
