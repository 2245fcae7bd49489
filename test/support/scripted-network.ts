import { EventEmitter } from 'node:events';
import type { LostWay, NetworkState, PathEvent } from '../../lib/index.ts';
import { lostWay } from './lost-way.ts';

/** A monitor whose state a test sets by hand, and whose verification answers when the test says so. */
export class ScriptedNetwork extends EventEmitter<{ state: [{ state: NetworkState }]; path: [Partial<PathEvent>] }> {
  state: NetworkState;
  /** How often somebody asked for a verification. */
  verifications = 0;
  /** What `refresh` finds out: a change that nobody had been told of. */
  pending: NetworkState | null = null;
  /** The same of a way. */
  pendingLoss: LostWay | null = null;
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

  /** A way is lost, and another is there. */
  losePath(lost: LostWay = lostWay()): void {
    this.emit('path', { usable: true, interface: 'eth0', source: '10.0.1.2', lost: [lost] });
  }

  refresh(): NetworkState {
    const { pending, pendingLoss } = this;
    this.pending = this.pendingLoss = null;
    if (pending !== null) this.set(pending);
    if (pendingLoss !== null) this.losePath(pendingLoss);
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
