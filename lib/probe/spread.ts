import type { Clock, ClockTimer } from '../clock.ts';
import type { Probe, ProbeOutcome, Prober, ProbeTarget } from './contract.ts';

/** Probes so far apart, the first at once. */
export class Spread implements Pick<Prober, 'probe'> {
  readonly #prober: Pick<Prober, 'probe'>;
  readonly #clock: Clock;
  readonly #gapMs: number;
  #asked = 0;
  /** What is yet to come, in order. */
  readonly #waiting = new Map<() => void, ClockTimer>();

  constructor(prober: Pick<Prober, 'probe'>, clock: Clock, gapMs: number) {
    this.#prober = prober;
    this.#clock = clock;
    this.#gapMs = gapMs;
  }

  probe(target: ProbeTarget, onOutcome: (outcome: ProbeOutcome) => void): Probe {
    let probe: Probe | null = null;
    const begin = (): void => {
      this.#forget(begin);
      probe = this.#prober.probe(target, onOutcome);
    };
    const waitMs = this.#gapMs * this.#asked++;
    if (waitMs === 0) begin();
    else this.#waiting.set(begin, this.#clock.setTimer(begin, waitMs, { unref: true }));
    return {
      cancel: () => {
        this.#forget(begin);
        probe?.cancel();
      },
    };
  }

  /** What is yet to come comes now. False when there was nothing. */
  hurry(): boolean {
    const waiting = [...this.#waiting.keys()];
    for (const begin of waiting) begin();
    return waiting.length > 0;
  }

  #forget(begin: () => void): void {
    this.#waiting.get(begin)?.cancel();
    this.#waiting.delete(begin);
  }
}
