import type { NativeAddon, NativeProbeOutcome, NativeProber as NativeEngine } from '../native/binding.ts';
import type { Probe, ProbeOutcome, Prober, ProbeTarget } from './contract.ts';

/** Probes through the addon: no JavaScript runs between connect(2) and the answer. */
export class NativeProber implements Prober {
  readonly kind = 'native';
  readonly #engine: NativeEngine;
  readonly #waiting = new Map<number, (outcome: ProbeOutcome) => void>();

  constructor(addon: NativeAddon) {
    this.#engine = new addon.Prober((outcomes) => this.#deliver(outcomes));
  }

  probe(target: ProbeTarget, onOutcome: (outcome: ProbeOutcome) => void): Probe {
    const { family, address, port, timeoutMs } = target;
    const id = this.#engine.connect(family, address, port, timeoutMs, target.interface);
    this.#waiting.set(id, onOutcome);
    return {
      cancel: () => {
        if (this.#waiting.delete(id)) this.#engine.cancel(id);
      },
    };
  }

  ref(): void {
    this.#engine.ref();
  }

  unref(): void {
    this.#engine.unref();
  }

  close(): void {
    this.#waiting.clear();
    this.#engine.close();
  }

  // One that is told of may cancel the next: the map is asked each time.
  #deliver(outcomes: NativeProbeOutcome[]): void {
    for (const { id, ...outcome } of outcomes) {
      const onOutcome = this.#waiting.get(id);
      if (onOutcome === undefined) continue;
      this.#waiting.delete(id);
      onOutcome(outcome);
    }
  }
}
