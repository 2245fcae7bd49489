import type { Clock } from '../clock.ts';
import { StateError } from '../errors.ts';
import { isUsableState } from '../state/network-state.ts';
import type { NetworkMonitor } from './network-monitor.ts';

// Nothing tells of a portal's answer that changes nothing: it is looked for.
const LOOK_MS = 50;

/**
 * Starts a monitor, and resolves once its state is more than that of the first host that answers: a whole round tells `up` from
 * `degraded`, and so does a captive portal.
 *
 * @throws what `start()` does; StateError `ERR_NETWAKE_STATE` when the monitor fails later; the signal's reason on abort
 */
export async function startSettled(monitor: NetworkMonitor, clock: Clock, signal: AbortSignal): Promise<void> {
  await monitor.start({ signal });
  await monitor.check({ signal });
  while (isUsableState(monitor.state) && monitor.snapshot().portal?.checkedAt === null) {
    await new Promise<void>((resolve) => void clock.setTimer(resolve, LOOK_MS));
    signal.throwIfAborted();
  }
  if (monitor.snapshot().reason === 'monitor-failed') throw new StateError('the monitor failed as it started');
}
