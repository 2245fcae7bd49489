import { NetworkMonitor } from '../monitor/network-monitor.ts';
import type { NetworkMonitorOptions } from '../monitor/settings.ts';

/** The monitor of a command. */
export function createMonitor(options: NetworkMonitorOptions): NetworkMonitor {
  return new NetworkMonitor(options);
}
