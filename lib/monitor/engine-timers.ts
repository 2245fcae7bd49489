import type { Clock, ClockTimer } from '../clock.ts';
import { recoveryDelayMs } from '../probe/schedule.ts';
import type { Effect, TimerName } from '../state/machine.ts';

type ArmTimer = Extract<Effect, { type: 'arm-timer' }>;

interface Armed {
  effect: ArmTimer;
  dueMs: number;
  timer: ClockTimer;
}

/** The two timers that the reducer asks for. Unref'd: the source is what keeps the process alive, while the monitor is ref'd. */
export class EngineTimers {
  readonly #checkIntervalMs: number;
  readonly #parts: { clock: Clock; random: () => number };
  readonly #onTimer: (timer: TimerName) => void;
  readonly #armed = new Map<TimerName, Armed>();

  constructor(
    checkIntervalMs: number,
    parts: { clock: Clock; random: () => number },
    onTimer: (timer: TimerName) => void,
  ) {
    this.#checkIntervalMs = checkIntervalMs;
    this.#parts = parts;
    this.#onTimer = onTimer;
  }

  /**
   * @param answeredMs  when the network was last seen to carry traffic, if it was: from then on the interval counts, or a round
   *   that waits long for one host would leave an outage that begins meanwhile unseen for so much longer
   */
  arm(effect: ArmTimer, answeredMs: number | null): void {
    const nowMs = this.#parts.clock.now();
    const dueMs =
      effect.timer === 'periodic'
        ? Math.max(nowMs, (answeredMs ?? nowMs) + this.#checkIntervalMs)
        : nowMs + recoveryDelayMs(effect.step, this.#checkIntervalMs, this.#parts.random());
    this.#set(effect, dueMs, dueMs - nowMs);
  }

  disarm(timer: TimerName): void {
    this.#armed.get(timer)?.timer.cancel();
    this.#armed.delete(timer);
  }

  /** What is armed now. */
  armed(): ArmTimer[] {
    return Array.from(this.#armed.values(), ({ effect }) => effect);
  }

  /** Has them armed without timers: `relaunch` gives them some. */
  restore(effects: readonly ArmTimer[]): void {
    const dueMs = this.#parts.clock.now();
    for (const effect of effects) this.#armed.set(effect.timer, { effect, dueMs, timer: { cancel: () => {} } });
  }

  /** New timers for what is left of those that are armed. */
  relaunch(): void {
    const nowMs = this.#parts.clock.now();
    for (const { effect, dueMs } of [...this.#armed.values()]) this.#set(effect, dueMs, Math.max(0, dueMs - nowMs));
  }

  #set(effect: ArmTimer, dueMs: number, delayMs: number): void {
    this.disarm(effect.timer);
    const fire = (): void => {
      this.#armed.delete(effect.timer);
      this.#onTimer(effect.timer);
    };
    const timer = this.#parts.clock.setTimer(fire, delayMs, { unref: true, mayWait: effect.timer === 'periodic' });
    this.#armed.set(effect.timer, { effect, dueMs, timer });
  }
}
