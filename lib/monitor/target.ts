import type { Clock } from '../clock.ts';
import { type Destination, isRemote, type Remote } from '../destination.ts';
import { type Duration, parseDuration } from '../duration.ts';
import { IsolatedEmitter } from '../emitter.ts';
import { StateError, StoppedError, WaitTimeoutError } from '../errors.ts';
import { refuseUnknownOptions } from '../options.ts';
import type { Way } from './events.ts';
import type { TargetChange, TargetCheck, TargetState, TargetWatch } from './target-watch.ts';
import { WaitingList } from './waiting-list.ts';

/** Options of `target.waitUntilUsable()`. */
export interface TargetWaitOptions {
  signal?: AbortSignal;
  /** Rejects with `ERR_NETWAKE_TIMEOUT` after this long. Default: none. */
  timeout?: Duration;
}

/** The monitor, as its targets see it. */
export interface TargetHome {
  readonly clock: Clock;
  readonly stopped: boolean;
  /** Null: the monitor has not failed. */
  readonly failure: StateError | null;
  /** Null before the monitor watches. To be given back with `release`. */
  acquire(destination: Remote): TargetWatch | null;
  /** `destination` is null when it had nothing to be given back. */
  release(target: Target, destination: Remote | null): void;
}

/**
 * One destination, apart from the state of the network: an outage of the internet is none for a database in the LAN, and a
 * dead server none of the network. It is unusable exactly when it has no usable way, or while the network is `down` and it does
 * not answer a probe of its own. It is probed only while somebody waits, on it or for a check. Loopback and Unix sockets are
 * always usable, and never looked up.
 */
export class Target extends IsolatedEmitter<{ state: [TargetChange] }> implements Disposable {
  /** As it is called in messages: `host:port`, or the path of a socket. */
  readonly name: string;
  readonly #destination: Destination;
  readonly #home: TargetHome;
  readonly #waiters: WaitingList<null, void>;
  #watch: TargetWatch | null = null;
  #unlisten: () => void = () => {};
  #disposed = false;
  #beforeStop: TargetState = 'unknown';

  /** @internal */
  constructor(destination: Destination, home: TargetHome) {
    super();
    this.name = destination.key;
    this.#destination = destination;
    this.#home = home;
    this.#waiters = new WaitingList(home.clock, () => this.#watch?.leave());
    this.open();
  }

  /** `unknown` before the monitor's first decision, and for a moment while the network is down and the target has yet to be asked. */
  get state(): TargetState {
    if (this.#destination.host === null) return 'up';
    if (this.#home.stopped) return 'unknown';
    return this.#watch?.state ?? 'unknown';
  }

  /** Whether it is known to be usable. @throws StateError `ERR_NETWAKE_STATE` once disposed of */
  isUsable(): boolean {
    if (this.#disposed) throw this.#gone();
    return this.state === 'up';
  }

  /**
   * Probes it now, whatever the state, or once the monitor has seen the way to it; without one nothing is sent. This machine itself
   * is not asked.
   *
   * @throws StateError `ERR_NETWAKE_STATE` before `start()`, once disposed of, and when the monitor has failed without having seen
   *   the way to it; StoppedError `ERR_NETWAKE_STOPPED`; the signal's reason on abort
   */
  async check(options: { signal?: AbortSignal } = {}): Promise<TargetCheck> {
    refuseUnknownOptions('options', options, ['signal']);
    const { signal } = options;
    this.#refuse(signal);
    if (this.#destination.host === null)
      return Object.freeze({ state: 'up', reachable: null, rttMs: null, error: null });
    const watch = this.#watch;
    if (watch === null) throw new StateError('the monitor has not been started');
    if (this.#home.failure !== null && !watch.hasWay) throw this.#home.failure;
    return watch.check(this, { signal, timeoutMs: null, expired: () => new StoppedError() });
  }

  /**
   * Resolves when it is usable: at once if it is. Meanwhile it is probed, if there is a way to it: on the schedule of a recovery,
   * which begins anew with each change of the way.
   *
   * @throws WaitTimeoutError `ERR_NETWAKE_TIMEOUT`; StoppedError `ERR_NETWAKE_STOPPED`; StateError `ERR_NETWAKE_STATE` once
   *   disposed of, and when the monitor has failed, with the reason as its cause; the signal's reason on abort
   */
  async waitUntilUsable(options: TargetWaitOptions = {}): Promise<void> {
    refuseUnknownOptions('options', options, ['signal', 'timeout']);
    const { signal, timeout } = options;
    const timeoutMs = timeout === undefined ? null : parseDuration('timeout', timeout);
    this.#refuse(signal);
    if (this.state === 'up') return;
    if (this.#home.failure !== null) throw this.#home.failure;
    const expired = (): Error => new WaitTimeoutError(`${this.name} was not usable within ${timeoutMs} ms`);
    if (this.#waiters.size === 0) this.#watch?.attend();
    await this.#waiters.wait(null, { signal, timeoutMs, expired });
  }

  /**
   * Whether connections to it may have gone over a way that the network has lost, and that it has itself left. Of the ways it had
   * since it was made.
   *
   * @param path  as a `path` event has it in `lost`
   */
  hasLost(path: Pick<Way, 'interface' | 'source'>): boolean {
    return this.#watch?.hasLost(path) ?? false;
  }

  /** Ends it: who waits rejects with `ERR_NETWAKE_STATE`, and no listener is told any more. Idempotent. */
  [Symbol.dispose](): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#unlisten();
    const gone = this.#gone();
    this.#watch?.rejectChecks(this, gone);
    this.#waiters.reject(gone);
    this.#home.release(this, this.#watch !== null && isRemote(this.#destination) ? this.#destination : null);
    this.removeAllListeners();
  }

  /** The monitor has begun to watch. @internal */
  open(): void {
    if (!isRemote(this.#destination)) return;
    const watch = this.#home.acquire(this.#destination);
    if (watch === null) return;
    this.#watch = watch;
    this.#unlisten = watch.listen((change) => this.#onChange(change));
    if (this.#waiters.size > 0) watch.attend();
  }

  /** The monitor has failed. @internal */
  fail(failure: StateError): void {
    this.#waiters.reject(failure);
    if (this.#watch?.hasWay === false) this.#watch.rejectChecks(this, failure);
  }

  /** The monitor has been stopped. @internal */
  close(error: Error): void {
    this.#beforeStop = this.#watch?.state ?? 'unknown';
    this.#waiters.reject(error);
  }

  /** The monitor's listeners have been told that it has. @internal */
  tellStopped(): void {
    const previous = this.#beforeStop;
    if (previous !== 'unknown') this.notify('state', Object.freeze({ state: 'unknown', previous, reason: 'stopped' }));
  }

  #onChange(change: TargetChange): void {
    this.notify('state', change);
    if (change.state === 'up') this.#waiters.resolve();
  }

  #refuse(signal: AbortSignal | undefined): void {
    signal?.throwIfAborted();
    if (this.#disposed) throw this.#gone();
    if (this.#home.stopped) throw new StoppedError();
  }

  #gone(): StateError {
    return new StateError(`the target ${this.name} has been disposed of`);
  }
}
