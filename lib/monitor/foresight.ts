import type { LinkRecord, LinkState, SourceBatch } from '../sources/contract.ts';
import type { Effect, Machine, MachineEvent, Transition } from '../state/machine.ts';
import type { StateReason } from '../state/network-state.ts';
import { reduce } from '../state/reduce.ts';
import type { NetworkTable } from '../table/network-table.ts';
import { judgeLink } from '../table/verdict.ts';
import type { CheckHosts } from './check-hosts.ts';

type TableEvent = Extract<MachineEvent, { type: 'table' }>;
type PublishEffect = Extract<Effect, { type: 'publish' }>;

/** What the reducer will be told when the interface is lost for `reason`, and what it will answer. */
export interface Outcome {
  readonly reason: StateReason;
  readonly event: TableEvent;
  readonly transition: Transition;
}

/** What the outcomes follow from. They hold while all of it does. */
interface Basis {
  readonly machine: Machine;
  readonly link: LinkRecord;
  readonly waysVersion: number;
}

// `ip link set down`, and the cable.
const LOSSES: readonly Omit<LinkState, 'index'>[] = [
  { up: false, carrier: false, operState: 'down' },
  { up: true, carrier: false, operState: 'down' },
];

/**
 * The outage worked out ahead: what it would mean to lose the one interface by which every check host is reached. When that
 * comes, all of it is code that has not run for a while, in memory that is in no cache, and takes a third of the time from the
 * kernel's message to the listener. Nothing is decided here: the table and the reducer are asked the same questions as ever,
 * only sooner, and their answers are used if nothing that they depend on has changed.
 */
export class Foresight {
  #basis: Basis | null = null;
  #outcomes: readonly Outcome[] = [];

  /** Answers whether what is known still holds. */
  holds(machine: Machine, table: NetworkTable): boolean {
    const basis = this.#basis;
    if (basis === null || basis.machine !== machine || basis.waysVersion !== table.waysVersion) return false;
    return basis.link === table.link(basis.link.index);
  }

  /** Answers the changes of state to be ready for. */
  prepare(machine: Machine, table: NetworkTable, hosts: CheckHosts): PublishEffect[] {
    const link = table.soleExit();
    this.#basis = link === null ? null : { machine, link, waysVersion: table.waysVersion };
    this.#outcomes = [];
    if (link === null) return [];
    this.#outcomes = LOSSES.flatMap((loss) => foresee(machine, { ...link, ...loss }, table, hosts));
    return this.#outcomes.flatMap(({ transition }) => transition.effects.filter((effect) => effect.type === 'publish'));
  }

  /** What `batch` leads to, if that was foreseen. */
  find(batch: SourceBatch, machine: Machine, table: NetworkTable): Outcome | null {
    const { links } = batch;
    if (this.#outcomes.length === 0 || links?.length !== 1 || !isOfLinksAlone(batch)) return null;
    const update = links[0]!;
    const { index, name } = this.#basis!.link;
    if (update.index !== index || ('name' in update && update.name !== name) || !this.holds(machine, table))
      return null;
    const { reason } = judgeLink(update);
    // By index, as elsewhere on the way of an event.
    for (let at = 0; at < this.#outcomes.length; at++)
      if (this.#outcomes[at]!.reason === reason) return this.#outcomes[at]!;
    return null;
  }
}

function isOfLinksAlone({ removedLinks, addresses, removedAddresses, paths, routes, resync }: SourceBatch): boolean {
  return (removedLinks ?? addresses ?? removedAddresses ?? paths ?? routes ?? resync) === undefined;
}

function foresee(machine: Machine, link: LinkRecord, table: NetworkTable, hosts: CheckHosts): Outcome[] {
  const paths = hosts.pathsIf(link, table);
  if (paths === null) return [];
  const event: TableEvent = { type: 'table', paths, cause: Object.freeze({ type: 'link', interface: link.name }) };
  return [{ reason: judgeLink(link).reason, event, transition: reduce(machine, event) }];
}
