import type { Clock } from '../clock.ts';
import type { Prober } from '../probe/contract.ts';
import type { NetworkSource } from '../sources/contract.ts';
import { isOver, type Machine } from '../state/machine.ts';
import type { NetworkState } from '../state/network-state.ts';
import type { NetworkTable } from '../table/network-table.ts';
import type { NameResolver } from './resolver.ts';
import type { MonitorSettings } from './settings.ts';

/** What a monitor lends to its targets once it runs. None of it is recorded: no target changes a state. */
export interface TargetGround {
  readonly settings: Pick<MonitorSettings, 'checkIntervalMs' | 'checkTimeoutMs' | 'preferredInterfaces'>;
  readonly source: NetworkSource;
  readonly prober: Prober;
  readonly resolver: NameResolver;
  readonly clock: Clock;
  readonly random: () => number;
  /** Links and addresses as they are now, and what the monitor goes by. */
  readonly engine: { readonly table: NetworkTable; readonly machine: Machine };
  /** The monitor's. */
  readonly state: () => NetworkState;
}

/** Whether the source can tell of ways: the first look at the machine is complete, and it has not failed since. */
export function tellsWays({ engine: { machine } }: TargetGround): boolean {
  return machine.paths.length > 0 && !isOver(machine);
}
