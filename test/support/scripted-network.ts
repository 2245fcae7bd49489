import { EventEmitter } from 'node:events';
import type { NetworkState } from '../../lib/index.ts';

/** A monitor whose state a test sets by hand, and whose verification answers when the test says so. */
export class ScriptedNetwork extends EventEmitter<{ state: [{ state: NetworkState }] }> {
  state: NetworkState;
  /** How often somebody asked for a verification. */
  verifications = 0;
  /** What `refresh` finds out: a change that nobody had been told of. */
  pending: NetworkState | null = null;
  #answer: (() => void) | null = null;
  #held = false;

  constructor(state: NetworkState = 'up') {
    super();
    this.state = state;
  }

  set(state: NetworkState): void {
    if (state === this.state) return;
    this.state = state;
    this.emit('state', { state });
  }

  refresh(): NetworkState {
    if (this.pending !== null) this.set(this.pending);
    this.pending = null;
    return this.state;
  }

  /** From now on verifications wait for `answerVerification`. */
  holdVerifications(): void {
    this.#held = true;
  }

  verify(): Promise<NetworkState> {
    this.verifications++;
    if (!this.#held) return Promise.resolve(this.state);
    return new Promise((resolve) => (this.#answer = () => resolve(this.state)));
  }

  answerVerification(): void {
    this.#answer?.();
  }
}
