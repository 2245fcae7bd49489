import { type Abortable, SignalHub } from './signal-hub.ts';

/** One operation's end of its caller's signal: an abort interrupts whatever the operation waits on at the moment. */
export class AbortHook implements Abortable, Disposable {
  readonly signal: AbortSignal;
  /** Ends the present wait, if there is one. */
  interrupt: ((reason: unknown) => void) | null = null;

  constructor(signal: AbortSignal) {
    this.signal = signal;
    SignalHub.of(signal).add(this);
  }

  onAbort(reason: unknown): void {
    this.interrupt?.(reason);
  }

  [Symbol.dispose](): void {
    this.interrupt = null;
    SignalHub.of(this.signal).remove(this);
  }
}
