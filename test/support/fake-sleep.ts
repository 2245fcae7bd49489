import type { SleepGauge } from '../../lib/monitor/sleep-gauge.ts';

/** A machine that sleeps when a test says so. */
export class FakeSleep implements SleepGauge {
  readonly leastMs = 50;
  /** Who is to be told when the wall clock jumps. */
  readonly watching: Set<() => void> = new Set();
  #sleptMs = 1_000;

  sleptMs(): number {
    return this.#sleptMs;
  }

  watch(onJump: () => void): { close(): void } {
    this.watching.add(onJump);
    return { close: () => void this.watching.delete(onJump) };
  }

  /** It slept, and nobody has been told. */
  doze(ms: number): void {
    this.#sleptMs += ms;
  }

  /** The wall clock jumps, for whatever reason. */
  jump(): void {
    for (const onJump of [...this.watching]) onJump();
  }

  /** It slept, and the system tells. */
  sleep(ms: number): void {
    this.doze(ms);
    this.jump();
  }
}
