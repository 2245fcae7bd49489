/** A timer that was set on a {@link Clock}. */
export interface ClockTimer {
  /** Never fires after this. Calling it twice is fine. */
  cancel(): void;
}

/** How a timer is set. */
export interface TimerOptions {
  /** It lets the process end. */
  unref?: boolean;
  /** Whoever looks after the clock may put it off. */
  mayWait?: boolean;
}

/**
 * Where time comes from. Everything that measures or waits takes one of these by its constructor, so that a test can
 * move time by hand.
 */
export interface Clock {
  /** Monotonic milliseconds with a fraction: for elapsed time, never shown. */
  now(): number;
  /** Wall time: to be shown, never subtracted. */
  wallNow(): Date;
  /** Calls back once, after `delayMs` or later. Delays over 2^31-1 ms are honoured. */
  setTimer(callback: () => void, delayMs: number, options?: TimerOptions): ClockTimer;
  /** Calls back in the next turn of the event loop. */
  nextTurn(callback: () => void): void;
}

// The largest delay that a Node timer honours: a longer one becomes 1 ms.
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Milliseconds of CLOCK_MONOTONIC. Not `performance.now()`: the first look at `performance` loads node:perf_hooks. */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}

/** The clock of the machine: CLOCK_MONOTONIC, `Date` and Node's timers. */
export const systemClock: Clock = {
  now: monotonicMs,
  wallNow: () => new Date(),
  setTimer(callback, delayMs, options) {
    let remainingMs = delayMs;
    let timer: NodeJS.Timeout;
    const arm = (): void => {
      const stepMs = Math.min(remainingMs, LONGEST_TIMER_MS);
      remainingMs -= stepMs;
      timer = setTimeout(remainingMs > 0 ? arm : callback, stepMs);
      if (options?.unref === true) timer.unref();
    };
    arm();
    return { cancel: () => clearTimeout(timer) };
  },
  nextTurn: (callback) => void setImmediate(callback),
};
