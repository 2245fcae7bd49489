import type { CheckResult } from '../monitor/events.ts';
import type { NetworkMonitor } from '../monitor/network-monitor.ts';
import { readMonitorOptions } from '../monitor/settings.ts';
import type { NetworkSnapshot } from '../monitor/snapshot.ts';
import type { CommandContext } from './context.ts';
import { exitCodeOf } from './exit-code.ts';
import { monitorOptions } from './monitor-options.ts';
import type { CommonFlags } from './options.ts';
import { statusText } from './status-text.ts';

/** What `netwake status --json` prints. */
export interface StatusReport extends CheckResult, Pick<NetworkSnapshot, 'interfaces' | 'backend' | 'diagnosis'> {}

// Two rounds with their confirmations and lookups of names take less, so that only a monitor that hangs gets here.
const PATIENCE_TIMEOUTS = 8;
const PATIENCE_SPARE_MS = 1_000;

/** `netwake status`: one whole round, not its first answer, and the exit code that tells of its state. */
export async function status(flags: CommonFlags, context: CommandContext): Promise<number> {
  const options = await monitorOptions(flags, context);
  const monitor = context.createMonitor(options);
  const patienceMs = readMonitorOptions(options).checkTimeoutMs * PATIENCE_TIMEOUTS + PATIENCE_SPARE_MS;
  try {
    const report = await ask(monitor, patienceMs, context);
    context.print(flags.json === true ? JSON.stringify(report) : await statusText(report));
    return exitCodeOf(report.state);
  } finally {
    await monitor.stop();
  }
}

// A monitor that fails, or hangs, knows nothing of the network: that is an answer too, and not an error.
async function ask(monitor: NetworkMonitor, patienceMs: number, context: CommandContext): Promise<StatusReport> {
  const hung = new AbortController();
  const giveUp = (): void => hung.abort(new Error(`no decision within ${patienceMs} ms`));
  const timer = context.clock.setTimer(giveUp, patienceMs);
  const signal = AbortSignal.any([context.signal, hung.signal]);
  try {
    await monitor.start({ signal });
    return reportOf(monitor, await monitor.check({ signal }));
  } catch (error) {
    context.signal.throwIfAborted();
    context.warn(error instanceof Error ? error.message : String(error));
    const { hosts } = monitor.snapshot();
    return reportOf(monitor, { state: 'unknown', reason: 'monitor-failed', reachable: 0, total: hosts.length, hosts });
  } finally {
    timer.cancel();
  }
}

function reportOf(monitor: NetworkMonitor, result: CheckResult): StatusReport {
  const { state, reason, reachable, total, hosts } = result;
  const { interfaces, backend, diagnosis } = monitor.snapshot();
  return { state, reason, reachable, total, hosts, interfaces, backend, diagnosis };
}
