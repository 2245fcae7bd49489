import type { Clock, ClockTimer } from '../clock.ts';
import type { NetworkSource } from '../sources/contract.ts';

/** Lets the source compare its view with the system every `intervalMs`, until cancelled; never when that is null, or when it can't. */
export function scheduleAudits(source: NetworkSource, clock: Clock, intervalMs: number | null): ClockTimer {
  if (intervalMs === null || source.audit === undefined) return { cancel: () => {} };
  let timer: ClockTimer;
  const arm = (): void => {
    timer = clock.setTimer(
      () => {
        arm();
        source.audit?.();
      },
      intervalMs,
      // The source is what keeps the process alive, while the monitor is ref'd.
      { unref: true },
    );
  };
  arm();
  return { cancel: () => timer.cancel() };
}
