import type { Probe, ProbeOutcome, Prober, ProbeTarget } from '../probe/contract.ts';

interface Open {
  readonly target: ProbeTarget;
  readonly onOutcome: (outcome: ProbeOutcome) => void;
}

/** Answers every probe as it is told to, without a socket: in the next microtask, or with `answer()`. */
export class ScriptedProber implements Prober {
  readonly kind = 'native';
  /** Whether the host with this address answers. */
  readonly #answers: (address: string) => boolean;
  readonly #onProbe: () => void;
  readonly #open = new Set<Open>();

  constructor(answers: (address: string) => boolean, onProbe: () => void) {
    this.#answers = answers;
    this.#onProbe = onProbe;
  }

  probe(target: ProbeTarget, onOutcome: (outcome: ProbeOutcome) => void): Probe {
    const open: Open = { target, onOutcome };
    this.#open.add(open);
    this.#onProbe();
    queueMicrotask(() => this.answer());
    return { cancel: () => void this.#open.delete(open) };
  }

  /** Ends what is under way, and what that leads to. */
  answer(): void {
    for (const open of this.#open) {
      this.#open.delete(open);
      open.onOutcome(
        this.#answers(open.target.address)
          ? { error: null, rttMs: 1, source: null }
          : { error: 'EHOSTUNREACH', rttMs: null, source: null },
      );
    }
  }

  // Nothing here keeps a process.
  ref(): void {}
  unref(): void {}

  close(): void {
    this.#open.clear();
  }
}
