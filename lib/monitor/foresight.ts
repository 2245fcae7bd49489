import type { LinkRecord, LinkState, SourceBatch } from '../sources/contract.ts';
import type { Effect, Machine, MachineEvent, Transition } from '../state/machine.ts';
import type { StateReason } from '../state/network-state.ts';
import { reduce } from '../state/reduce.ts';
import type { NetworkTable } from '../table/network-table.ts';
import { judgeLink } from '../table/verdict.ts';
import type { CheckHosts } from './check-hosts.ts';

export type TableEvent = Extract<MachineEvent, { type: 'table' }>;
type PublishEffect = Extract<Effect, { type: 'publish' }>;

/** What the reducer will be told when the interface is lost for `reason`, and what it will answer. */
interface Outcome {
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

  /** The event that `batch` amounts to, if the ways that it leaves were foreseen. */
  find(batch: SourceBatch, table: NetworkTable): TableEvent | null {
    const basis = this.#basis;
    if (basis === null || !isOneLink(batch)) return null;
    const update = batch.links![0]!;
    const { index, name } = basis.link;
    if (update.index !== index || ('name' in update && update.name !== name)) return null;
    const holds = basis.link === table.link(index) && basis.waysVersion === table.waysVersion;
    return holds ? this.#eventOf(update) : null;
  }

  /** What the reducer answers, if it was asked this before. */
  recall(event: MachineEvent, machine: Machine): Transition | null {
    if (this.#basis?.machine !== machine) return null;
    const outcomes = this.#outcomes;
    for (let at = 0; at < outcomes.length; at++) if (outcomes[at]!.event === event) return outcomes[at]!.transition;
    return null;
  }

  #eventOf(link: LinkState): TableEvent | null {
    const { reason } = judgeLink(link);
    const outcomes = this.#outcomes;
    for (let at = 0; at < outcomes.length; at++) if (outcomes[at]!.reason === reason) return outcomes[at]!.event;
    return null;
  }
}

function isOneLink(batch: SourceBatch): boolean {
  const { links, removedLinks, addresses, removedAddresses, paths, routes, resync } = batch;
  const others = removedLinks ?? addresses ?? removedAddresses ?? paths ?? routes ?? resync;
  return links?.length === 1 && others === undefined;
}

function foresee(machine: Machine, link: LinkRecord, table: NetworkTable, hosts: CheckHosts): Outcome[] {
  const paths = hosts.pathsIf(link, table);
  if (paths === null) return [];
  const event: TableEvent = { type: 'table', paths, cause: Object.freeze({ type: 'link', interface: link.name }) };
  return [{ reason: judgeLink(link).reason, event, transition: reduce(machine, event) }];
}
