import type { Clock, ClockTimer } from '../../lib/clock.ts';
import type { Probe, ProbeOutcome, Prober, ProbeTarget } from '../../lib/probe/contract.ts';

// When Linux sends a SYN that nobody has answered again (RFC 6298, 5.5): after 1 s, and twice as long each time.
const SYNS_AT_MS = [0, 1_000, 3_000, 7_000];

/** Connects over a path that loses packets, as a kernel makes them. */
export class LossyProber implements Prober {
  readonly kind = 'native';
  /** Everything is dropped. */
  silent = false;
  probes = 0;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #lossEachWay: number;
  readonly #rttMs: number;

  constructor(clock: Clock, random: () => number, lossEachWay: number, rttMs: number) {
    this.#clock = clock;
    this.#random = random;
    this.#lossEachWay = lossEachWay;
    this.#rttMs = rttMs;
  }

  probe(target: ProbeTarget, onOutcome: (outcome: ProbeOutcome) => void): Probe {
    this.probes++;
    const timers: ClockTimer[] = [];
    const cancel = (): void => {
      for (const timer of timers) timer.cancel();
    };
    const after = (delayMs: number, callback: () => void): void =>
      void timers.push(this.#clock.setTimer(callback, delayMs));
    const settle = (outcome: ProbeOutcome): void => {
      cancel();
      onOutcome(outcome);
    };
    for (const sentMs of SYNS_AT_MS.filter((each) => each < target.timeoutMs)) {
      // Decided when it is sent: what is on its way as the outage begins arrives.
      const send = (): void => {
        if (!this.#passes() || !this.#passes()) return;
        const rttMs = sentMs + this.#rttMs;
        after(this.#rttMs, () => settle({ error: null, rttMs, source: '10.0.0.2' }));
      };
      if (sentMs === 0) send();
      else after(sentMs, send);
    }
    after(target.timeoutMs, () => settle({ error: 'ETIMEDOUT', rttMs: null, source: '10.0.0.2' }));
    return { cancel };
  }

  ref(): void {}

  unref(): void {}

  close(): void {}

  #passes(): boolean {
    return !this.silent && this.#random() >= this.#lossEachWay;
  }
}
