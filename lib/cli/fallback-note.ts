import type { NetworkMonitorOptions } from '../monitor/settings.ts';
import type { NetworkSnapshot } from '../monitor/snapshot.ts';
import type { CommandContext } from './context.ts';

/** Says that the monitor works by its fallback and why, unless that is what was asked for. */
export function fallbackNote(
  options: NetworkMonitorOptions,
  monitor: { snapshot(): NetworkSnapshot },
  context: CommandContext,
): void {
  const { fallbackReason } = monitor.snapshot().backend;
  if (fallbackReason === null || options.enableNetlink === false) return;
  context.warn(`netlink is not available, polling instead: ${fallbackReason}`);
}
