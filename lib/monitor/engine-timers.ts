import type { Clock, ClockTimer } from '../clock.ts';
import { recoveryDelayMs } from '../probe/schedule.ts';
import type { Effect, TimerName } from '../state/machine.ts';

type ArmTimer = Extract<Effect, { type: 'arm-timer' }>;

/** The two timers that the reducer asks for. Unref'd: the source is what keeps the process alive, while the monitor is ref'd. */
export class EngineTimers {
  readonly #checkIntervalMs: number;
  readonly #parts: { clock: Clock; random: () => number };
  readonly #onTimer: (timer: TimerName) => void;
  readonly #armed = new Map<TimerName, ClockTimer>();

  constructor(
    checkIntervalMs: number,
    parts: { clock: Clock; random: () => number },
    onTimer: (timer: TimerName) => void,
  ) {
    this.#checkIntervalMs = checkIntervalMs;
    this.#parts = parts;
    this.#onTimer = onTimer;
  }

  arm(effect: ArmTimer): void {
    const { clock, random } = this.#parts;
    const delayMs =
      effect.timer === 'periodic'
        ? this.#checkIntervalMs
        : recoveryDelayMs(effect.step, this.#checkIntervalMs, random());
    this.disarm(effect.timer);
    const fire = (): void => {
      this.#armed.delete(effect.timer);
      this.#onTimer(effect.timer);
    };
    this.#armed.set(effect.timer, clock.setTimer(fire, delayMs, { unref: true }));
  }

  disarm(timer: TimerName): void {
    this.#armed.get(timer)?.cancel();
    this.#armed.delete(timer);
  }
}
