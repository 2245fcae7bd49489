import { systemClock } from '../clock.ts';
import { type Backend, chooseBackend } from '../monitor/backend.ts';
import { NetworkMonitor } from '../monitor/network-monitor.ts';
import type { NetworkMonitorOptions } from '../monitor/settings.ts';

/**
 * The monitor of a command.
 *
 * @param prepare  gets the backend before the monitor does
 */
export function createMonitor(options: NetworkMonitorOptions, prepare?: (backend: Backend) => Backend): NetworkMonitor {
  if (prepare === undefined) return new NetworkMonitor(options);
  return new NetworkMonitor(options, { backend: (settings) => prepare(chooseBackend(settings, systemClock)) });
}
