/** Somebody who wants to know of an abort. */
export interface Abortable {
  onAbort(reason: unknown): void;
}

const hubs = new WeakMap<AbortSignal, SignalHub>();

/**
 * Spreads one signal's abort to any number of operations with a single listener on it: adding the hundred thousandth is
 * as cheap as the first, and when the last has gone no listener is left.
 */
export class SignalHub {
  readonly #signal: AbortSignal;
  readonly #members = new Set<Abortable>();
  readonly #listener = (): void => {
    const members = [...this.#members];
    this.#members.clear();
    for (const member of members) member.onAbort(this.#signal.reason);
  };

  private constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  static of(signal: AbortSignal): SignalHub {
    let hub = hubs.get(signal);
    if (hub === undefined) hubs.set(signal, (hub = new SignalHub(signal)));
    return hub;
  }

  add(member: Abortable): void {
    if (this.#members.size === 0) this.#signal.addEventListener('abort', this.#listener, { once: true });
    this.#members.add(member);
  }

  remove(member: Abortable): void {
    if (!this.#members.delete(member) || this.#members.size > 0) return;
    this.#signal.removeEventListener('abort', this.#listener);
  }
}
