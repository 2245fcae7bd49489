import type { Clock } from '../../clock.ts';
import type { NetworkSnapshot } from '../../monitor/snapshot.ts';
import type { MeasuredMonitor } from './measured-monitor.ts';
import type { Metric, Sample } from './metric-table.ts';
import { StateAccount } from './state-account.ts';

/** The values of a monitor's metrics. What no snapshot tells is counted from when it is made until it is disposed. */
export class MetricSource implements Disposable {
  readonly #monitor: MeasuredMonitor;
  readonly #account: StateAccount;
  #snapshot: NetworkSnapshot | null = null;

  constructor(monitor: MeasuredMonitor, clock: Clock) {
    this.#monitor = monitor;
    this.#account = new StateAccount(monitor.snapshot(), clock);
    monitor.on('state', this.#account.onState);
  }

  read(metric: Metric): Sample[] {
    return metric.read(this.#snapshotOfTurn(), this.#account);
  }

  [Symbol.dispose](): void {
    this.#monitor.off('state', this.#account.onState);
  }

  // A scrape reads every metric for itself, all in one turn; on a host full of containers a snapshot is long.
  #snapshotOfTurn(): NetworkSnapshot {
    if (this.#snapshot === null) {
      this.#snapshot = this.#monitor.snapshot();
      queueMicrotask(() => (this.#snapshot = null));
    }
    return this.#snapshot;
  }
}
