import type { Clock, ClockTimer } from '../clock.ts';

/**
 * A clock that calls `beforeTimer` whenever one of its timers is due, ahead of the timer's own callback, which may be
 * cancelled by that. It is put beneath what records: a replay need not know.
 */
export function attentiveClock(clock: Clock, beforeTimer: () => void): Clock {
  return {
    now: () => clock.now(),
    wallNow: () => clock.wallNow(),
    setTimer(callback, delayMs, options): ClockTimer {
      let cancelled = false;
      const fire = (): void => {
        beforeTimer();
        if (!cancelled) callback();
      };
      const timer = clock.setTimer(fire, delayMs, options);
      return {
        cancel: () => {
          cancelled = true;
          timer.cancel();
        },
      };
    },
    nextTurn: (callback) => clock.nextTurn(callback),
  };
}
