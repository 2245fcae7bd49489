import type { Clock, ClockTimer } from '../clock.ts';

/** What is known when a timer is due. */
export interface Attendant {
  /** Called ahead of the timer's own callback, which may be cancelled by it. */
  beforeTimer(): void;
  /** By how much a timer that may wait is put off. */
  putOffMs(): number;
}

/** A clock whose timers are looked after when they are due. It is put beneath what records: a replay need know nothing of it. */
export function attentiveClock(clock: Clock, attendant: Attendant): Clock {
  return {
    now: () => clock.now(),
    wallNow: () => clock.wallNow(),
    setTimer(callback, delayMs, options): ClockTimer {
      let cancelled = false;
      let timer: ClockTimer;
      const arm = (afterMs: number): void => {
        timer = clock.setTimer(fire, afterMs, options);
      };
      const fire = (): void => {
        attendant.beforeTimer();
        if (cancelled) return;
        const waitMs = options?.mayWait === true ? attendant.putOffMs() : 0;
        if (waitMs > 0) arm(waitMs);
        else callback();
      };
      arm(delayMs);
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
