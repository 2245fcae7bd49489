import type { Clock } from '../clock.ts';
import type { Prober } from '../probe/contract.ts';
import type { NetworkSource } from '../sources/contract.ts';
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
  /** Links and addresses as they are now. */
  readonly table: () => NetworkTable;
  /** The monitor's. */
  readonly state: () => NetworkState;
}
