import { monotonicMs } from '../clock.ts';
import type { NativeAddon } from '../native/binding.ts';

/** Tells how long the machine has slept. */
export interface SleepGauge {
  /** Milliseconds asleep since some moment in the past: only what it grows by means anything. */
  sleptMs(): number;
  /** Growth below this may be noise. */
  readonly leastMs: number;
  /**
   * Calls back when the wall clock jumps: after a sleep, and when somebody sets it. Absent where the system does not tell.
   * Never keeps the process alive.
   */
  watch?(onJump: () => void): { close(): void };
}

// The two clocks are slewed alike and differ by sleep alone; reading them one after the other leaves a millisecond of doubt,
// on a machine that is overcommitted some more. No machine suspends and resumes in less than this.
const LEAST_SLEEP_MS = 50;

// os.uptime() is in whole seconds on some systems, and on others goes by the wall clock.
const LEAST_SLEEP_BY_UPTIME_MS = 2_000;

/** By CLOCK_BOOTTIME and CLOCK_MONOTONIC (clock_gettime(2)); without the addon by what Node knows of them. */
export function systemSleepGauge(addon: NativeAddon | null): SleepGauge {
  if (addon === null) return { sleptMs: sleptByUptimeMs, leastMs: LEAST_SLEEP_BY_UPTIME_MS };
  return {
    sleptMs: () => addon.sleptMs(),
    leastMs: LEAST_SLEEP_MS,
    watch: (onJump) => {
      try {
        return new addon.ClockWatch(onJump);
      } catch {
        // Out of descriptors: sleep is noticed when the next timer fires.
        return { close: () => {} };
      }
    },
  };
}

function sleptByUptimeMs(): number {
  return process.getBuiltinModule('node:os').uptime() * 1_000 - monotonicMs();
}
