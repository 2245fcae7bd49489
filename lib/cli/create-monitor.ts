import { systemClock } from '../clock.ts';
import { type Backend, chooseBackend } from '../monitor/backend.ts';
import { NetworkMonitor } from '../monitor/network-monitor.ts';
import type { NetworkMonitorOptions } from '../monitor/settings.ts';
import type { CommandContext } from './context.ts';
import { recordingLog } from './recording-log.ts';

/**
 * The monitor of a command.
 *
 * @param warn  is told of recordings that could not be made, or have ended
 * @param prepare  gets the backend before the monitor does
 */
export function createMonitor(
  given: NetworkMonitorOptions,
  warn: CommandContext['warn'],
  prepare?: (backend: Backend) => Backend,
): NetworkMonitor {
  const options = { logger: recordingLog(warn), ...given };
  if (prepare === undefined) return new NetworkMonitor(options);
  return new NetworkMonitor(options, { backend: (settings) => prepare(chooseBackend(settings, systemClock)) });
}
