import { type Duration, parseDuration } from '../duration.ts';
import { IsolatedEmitter } from '../emitter.ts';
import { StateError, StoppedError } from '../errors.ts';
import { Waiters } from '../monitor/waiters.ts';
import { refuseUnknownOptions } from '../options.ts';
import type { NetworkState } from '../state/network-state.ts';
import type { FakeClock } from './fake-clock.ts';

/** A destination can be used or not; `unknown` before the network is known, and once it has been stopped. */
export type FakeTargetState = 'up' | 'down' | 'unknown';

/** What a target's `state` listeners are told. */
export interface FakeTargetChange {
  readonly state: FakeTargetState;
  readonly previous: FakeTargetState;
}

/** What a test says of one destination: it goes with the network, or has a fate of its own. */
export class TargetScript {
  readonly name: string;
  /** It is this machine itself. */
  readonly local: boolean;
  fate: 'network' | 'up' | 'down' = 'network';
  /** Everybody who holds it. */
  readonly targets: Set<FakeTarget> = new Set();
  readonly #network: () => NetworkState;
  #told: FakeTargetState;

  constructor(name: string, local: boolean, network: () => NetworkState) {
    this.name = name;
    this.local = local;
    this.#network = network;
    this.#told = this.state;
  }

  get state(): FakeTargetState {
    const network = this.#network();
    if (network === 'unknown') return 'unknown';
    if (this.local) return 'up';
    if (this.fate !== 'network') return this.fate;
    return network === 'down' ? 'down' : 'up';
  }

  /** Something has changed that it may depend on. */
  tell(): void {
    const previous = this.#told;
    const { state } = this;
    if (state === previous) return;
    this.#told = state;
    for (const target of [...this.targets]) target.change(Object.freeze({ state, previous }));
  }
}

/**
 * One destination of a {@link FakeNetwork}. What is scripted holds for everybody who goes there. Unless told otherwise it goes
 * with the network, and this machine is always usable.
 */
export class FakeTarget extends IsolatedEmitter<{ state: [FakeTargetChange] }> implements Disposable {
  readonly #script: TargetScript;
  readonly #waiters: Waiters;
  #disposed = false;

  /** @internal */
  constructor(script: TargetScript, clock: FakeClock) {
    super();
    this.#script = script;
    this.#waiters = new Waiters(clock);
    script.targets.add(this);
  }

  /** `host:port`, or the path of a socket. */
  get name(): string {
    return this.#script.name;
  }

  get state(): FakeTargetState {
    return this.#script.state;
  }

  isUsable(): boolean {
    return this.state === 'up';
  }

  /** It answers from now on, whatever the network: a server in the LAN while the internet is away. */
  up(): void {
    this.#become('up');
  }

  /** It has no way from now on, whatever the network. */
  down(): void {
    this.#become('down');
  }

  /** It goes with the network again. */
  follow(): void {
    this.#become('network');
  }

  /** What the network loses concerns it as long as it goes with the network. */
  hasLost(): boolean {
    return this.#script.fate === 'network';
  }

  /** Resolves with what is known. @throws StateError, StoppedError; the signal's reason on abort */
  async check(options: { signal?: AbortSignal } = {}): Promise<{ state: FakeTargetState; reachable: boolean }> {
    refuseUnknownOptions('options', options, ['signal']);
    this.#refuse(options.signal);
    return Object.freeze({ state: this.state, reachable: this.isUsable() });
  }

  /**
   * Resolves when it is usable: at once if it is.
   *
   * @throws WaitTimeoutError `ERR_NETWAKE_TIMEOUT`, by the network's own time; StoppedError `ERR_NETWAKE_STOPPED`; StateError
   *   `ERR_NETWAKE_STATE` once disposed of; the signal's reason on abort
   */
  async waitUntilUsable(options: { signal?: AbortSignal; timeout?: Duration } = {}): Promise<void> {
    refuseUnknownOptions('options', options, ['signal', 'timeout']);
    const { signal, timeout } = options;
    const timeoutMs = timeout === undefined ? null : parseDuration('timeout', timeout);
    this.#refuse(signal);
    if (!this.isUsable()) await this.#waiters.wait('up', signal, timeoutMs);
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    this.#script.targets.delete(this);
    this.#waiters.rejectAll();
    this.removeAllListeners();
  }

  /** @internal */
  change(change: FakeTargetChange): void {
    this.notify('state', change);
    if (change.state === 'unknown') this.#waiters.rejectAll();
    else this.#waiters.wake(change.state);
  }

  #become(fate: TargetScript['fate']): void {
    if (this.#disposed) throw this.#gone();
    this.#script.fate = fate;
    this.#script.tell();
  }

  #refuse(signal: AbortSignal | undefined): void {
    signal?.throwIfAborted();
    if (this.#disposed) throw this.#gone();
    if (this.state === 'unknown') throw new StoppedError();
  }

  #gone(): StateError {
    return new StateError(`the target ${this.name} has been disposed of`);
  }
}
