import FakeTimers from '@sinonjs/fake-timers';
import { settled } from '../../support/failure.ts';

/** How a promise ended. */
export type Outcome = { value: unknown } | { error: unknown };

/** The global timers and `performance.now()`, by hand; and what was asked of them. */
export class VirtualTime implements Disposable {
  /** Every `setTimeout`, in order. */
  readonly delaysMs: number[] = [];
  cleared = 0;
  unreferenced = 0;
  readonly #clock = FakeTimers.install({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });

  constructor() {
    const { setTimeout: set, clearTimeout: clear } = globalThis;
    Object.assign(globalThis, {
      setTimeout: (callback: () => void, delayMs: number) => {
        this.delaysMs.push(delayMs);
        const timer = set(callback, delayMs);
        const unref = timer.unref.bind(timer);
        timer.unref = () => {
          this.unreferenced++;
          return unref();
        };
        return timer;
      },
      clearTimeout: (timer: NodeJS.Timeout) => {
        this.cleared++;
        clear(timer);
      },
    });
  }

  get nowMs(): number {
    return this.#clock.now;
  }

  /** Timers that have neither fired nor been cleared. */
  get pending(): number {
    return this.#clock.countTimers();
  }

  async advance(byMs: number): Promise<void> {
    // Whatever is about to set a timer sets it before.
    await settled();
    this.#clock.tick(byMs);
    await settled();
  }

  /** Lets time run, timer by timer, until the promise has settled. */
  async finish(promise: Promise<unknown>): Promise<Outcome> {
    const endings: Outcome[] = [];
    promise.then(
      (value) => endings.push({ value }),
      (error: unknown) => endings.push({ error }),
    );
    for (;;) {
      await settled();
      if (endings[0] !== undefined) return endings[0];
      if (this.pending === 0) throw new Error('it waits for something that is no timer');
      this.#clock.next();
    }
  }

  [Symbol.dispose](): void {
    this.#clock.uninstall();
  }
}
