import type { Probe, ProbeOutcome, Prober, ProbeTarget } from '../../lib/probe/contract.ts';

/** One connect that was asked for. */
export interface FakeProbe {
  readonly target: ProbeTarget;
  readonly settle: (outcome: ProbeOutcome) => void;
}

/** A prober whose outcomes a test decides. As strict as the native one: to probe after `close` throws. */
export class FakeProber implements Prober {
  readonly kind = 'native';
  /** Under way, the oldest first. */
  readonly open: Set<FakeProbe> = new Set();
  /** Addresses of all that was ever asked for, in order. */
  readonly asked: string[] = [];
  referenced = true;
  closes = 0;

  probe(target: ProbeTarget, onOutcome: (outcome: ProbeOutcome) => void): Probe {
    if (this.closes > 0) throw new Error('probe after close');
    const probe: FakeProbe = { target, settle: onOutcome };
    this.open.add(probe);
    this.asked.push(target.address);
    return { cancel: () => void this.open.delete(probe) };
  }

  ref(): void {
    this.referenced = true;
  }

  unref(): void {
    this.referenced = false;
  }

  close(): void {
    this.closes++;
    this.open.clear();
  }

  /** The oldest probe of `address` under way ends: with an errno, or with a connection. */
  end(address: string, error: string | null = null): void {
    const probe = [...this.open].find(({ target }) => target.address === address);
    if (probe === undefined) throw new Error(`no probe of ${address} is under way`);
    this.#end(probe, error);
  }

  /** Everything under way now ends, but for what is cancelled on the way. There must be something. */
  endAll(error: string | null = null): void {
    if (this.open.size === 0) throw new Error('no probe is under way');
    for (const probe of [...this.open]) if (this.open.has(probe)) this.#end(probe, error);
  }

  /** Addresses under way, in order. */
  get addresses(): string[] {
    return Array.from(this.open, ({ target }) => target.address);
  }

  #end(probe: FakeProbe, error: string | null): void {
    this.open.delete(probe);
    probe.settle({ error, rttMs: error === null ? 1.5 : null, source: error === null ? '10.0.0.2' : null });
  }
}
