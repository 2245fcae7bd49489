import type { EventEmitter } from 'node:events';
import { systemClock } from '../clock.ts';
import { IsolatedEmitter } from '../emitter.ts';
import { StateError, StoppedError } from '../errors.ts';
import { refuseUnknownOptions } from '../options.ts';
import type { Recording, RecordOptions } from '../record/recording.ts';
import { isUsableState, type NetworkState } from '../state/network-state.ts';
import type { CheckResult, MonitorEvents } from './events.ts';
import { type InterfaceStats, interfaceStats } from './interface-stats.ts';
import { fillParts, makeBackend, type MonitorSeams } from './monitor-seams.ts';
import { Recordings } from './recordings.ts';
import { Session } from './session.ts';
import { type MonitorSettings, type NetworkMonitorOptions, readMonitorOptions } from './settings.ts';
import type { NetworkSnapshot, StateChange } from './snapshot.ts';
import type { SubscribeOptions, Subscription } from './subscription.ts';
import { Subscriptions } from './subscriptions.ts';
import { CHECKS, STATES } from './telemetry.ts';
import type { DetailName } from './session-observer.ts';
import type { Target } from './target.ts';
import { Targets } from './targets.ts';
import { readWaitOptions, suffices, Waiters, type WaitOptions } from './waiters.ts';

/**
 * Watches the network of this machine and says whether it can be used.
 *
 * Make one for the process, `await start()`, and listen to `state`, iterate over `subscribe()`, or `await
 * waitForNetwork()`. One monitor has one life: after `stop()` make a new one. Needs no privilege.
 */
export class NetworkMonitor extends IsolatedEmitter<MonitorEvents> implements AsyncDisposable {
  readonly #settings: MonitorSettings;
  readonly #seams: MonitorSeams;
  readonly #waiters: Waiters;
  readonly #subscriptions = new Subscriptions(() => this.#session.countDropped());
  readonly #session: Session;
  readonly #recordings: Recordings;
  readonly #targets: Targets;
  #phase: 'idle' | 'started' | 'stopped' = 'idle';
  #referenced = true;

  /**
   * @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION` for a bad value, named
   * @throws UnknownOptionError `ERR_NETWAKE_UNKNOWN_OPTION` for a misspelt key, with the nearest
   */
  constructor(options: NetworkMonitorOptions = {}, seams: MonitorSeams = {}) {
    super();
    this.#settings = readMonitorOptions(options);
    this.#seams = seams;
    const clock = seams.clock ?? systemClock;
    this.#waiters = new Waiters(clock);
    this.#targets = new Targets(clock);
    this.#session = new Session(this.#settings, clock, {
      onState: (change) => this.#publish(change),
      // A listener may stop the monitor with half of a batch still to be told.
      onEvent: (name, payload) => void (this.#phase === 'stopped' || this.#tell(name, payload)),
      onFailure: (failure) => [this.#waiters, this.#targets].forEach((each) => each.fail(failure)),
      hasListeners: (name) => this.listenerCount(name) > 0 || (name === 'check' && CHECKS.isHeard),
    });
    this.#recordings = new Recordings({ settings: this.#settings, clock }, this.#session);
    this.#expectListeners();
  }

  /** `unknown` until the first decision. */
  get state(): NetworkState {
    return this.#session.state;
  }

  /** Whether every check host answers. */
  isUp(): boolean {
    return this.state === 'up';
  }

  /** Whether traffic can leave: `up` or `degraded`. */
  isUsable(): boolean {
    return isUsableState(this.state);
  }

  /** The whole view at this moment, frozen. */
  snapshot(): NetworkSnapshot {
    return this.#session.snapshot();
  }

  /**
   * Begins to watch. Resolves at the first decision, whatever it is.
   *
   * @param options.signal  aborting it before the first decision stops the monitor and rejects with its reason
   * @throws StateError `ERR_NETWAKE_STATE` on a second start; StoppedError `ERR_NETWAKE_STOPPED` when stopped meanwhile
   */
  async start(options: { signal?: AbortSignal } = {}): Promise<void> {
    const { signal } = options;
    if (this.#phase !== 'idle')
      throw new StateError(`the monitor is ${this.#phase} already and can be started once only`);
    signal?.throwIfAborted();
    this.#phase = 'started';
    const abort = (): void => void this.stop();
    signal?.addEventListener('abort', abort, { once: true });
    try {
      const file = this.#seams.heedsEnvironment === false ? undefined : process.env['NETWAKE_RECORD'];
      if (file !== undefined && file !== '') {
        await this.#recordings.startFromEnvironment(file);
        if (this.#isStopped()) throw new StoppedError();
      }
      const backend = makeBackend(this.#seams, this.#settings);
      if (!this.#referenced) {
        backend.source.unref();
        backend.prober.unref();
      }
      const parts = fillParts(this.#seams, this.#settings);
      const decided = this.#session.begin(backend, parts, this.#recordings.attach);
      const { engine } = this.#session;
      const ground = { clock: this.#targets.clock, settings: this.#settings, state: () => this.state };
      if (engine !== null && !this.#isStopped()) this.#targets.open({ ...backend, ...parts, ...ground, engine });
      await decided;
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  /** Ends everything: sockets are closed, iterations end, waiters reject with `ERR_NETWAKE_STOPPED`. Idempotent, also before `start()`. */
  async stop(): Promise<void> {
    if (this.#phase === 'stopped') return;
    this.#phase = 'stopped';
    this.#targets.close();
    this.#session.end();
    this.#waiters.rejectAll();
    this.#subscriptions.end();
    await this.#recordings.end();
  }

  /**
   * Writes what the monitor hears and asks from now on to a new file, for `netwake replay` (docs/recordings.md). `%p` in the
   * path stands for the process id. It ends with `stop()`, the monitor's or its own, at `maxBytes`, and when writing fails,
   * which is logged. Probes that are under way when it begins start afresh.
   *
   * @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION` for a bad option, and a file that is there or can't be made;
   * StateError `ERR_NETWAKE_STATE` when the monitor has failed; StoppedError `ERR_NETWAKE_STOPPED`
   */
  async record(path: string, options: RecordOptions = {}): Promise<Recording> {
    if (this.#phase === 'stopped') throw new StoppedError();
    return this.#recordings.start(path, options);
  }

  /**
   * The changes of state as an async iterable, from now on. Bounded: a consumer that is behind loses the oldest, never
   * the latest, and `dropped` counts them. Ends on abort, `return`, disposal and `stop()`.
   *
   * @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION`
   */
  subscribe(options: SubscribeOptions = {}): Subscription<StateChange> {
    return this.#subscriptions.make(options);
  }

  /**
   * Resolves when the network is usable: at once if it is.
   *
   * @throws WaitTimeoutError `ERR_NETWAKE_TIMEOUT`; StoppedError `ERR_NETWAKE_STOPPED`; StateError `ERR_NETWAKE_STATE` when the
   * monitor has failed, with the reason as its cause; the signal's reason on abort
   */
  async waitForNetwork(options: WaitOptions = {}): Promise<void> {
    const { signal, timeoutMs, minimum } = readWaitOptions(options);
    signal?.throwIfAborted();
    if (this.#phase === 'stopped') throw new StoppedError();
    if (suffices(this.state, minimum)) return;
    await this.#waiters.wait(minimum, signal, timeoutMs);
  }

  /**
   * Verifies every check host now and resolves with the outcome of a round that began after the call.
   *
   * @throws StateError `ERR_NETWAKE_STATE` before `start()`; StoppedError `ERR_NETWAKE_STOPPED`; the signal's reason on abort
   */
  check(options: { signal?: AbortSignal } = {}): Promise<CheckResult> {
    return this.#round(options, false);
  }

  async #round(options: { signal?: AbortSignal }, atFirstAnswer: boolean): Promise<CheckResult> {
    refuseUnknownOptions('options', options, ['signal']);
    options.signal?.throwIfAborted();
    if (this.#phase === 'idle') throw new StateError('the monitor has not been started');
    if (this.#phase === 'stopped') throw new StoppedError();
    return this.#session.check(options.signal, atFirstAnswer);
  }

  /**
   * Like `check()`, but resolves with the state as soon as one host answers: what tells an outage from the fault of a
   * server, without waiting for a check host that is itself dead.
   *
   * @throws StateError, StoppedError and the signal's reason, as `check()`
   */
  async verify(options: { signal?: AbortSignal } = {}): Promise<NetworkState> {
    return (await this.#round(options, true)).state;
  }

  /** Reads what the kernel has pending, now, and answers the state after it. What the retryer asks before it counts a failure. */
  refresh(): NetworkState {
    this.#session.drain();
    return this.state;
  }

  /**
   * An operation of yours has just succeeded over the network. While the state is `up` the next periodic verification is put
   * off until `checkInterval` after it: in steady traffic nothing is probed. While it is `down`, with a way there, the schedule
   * of the recovery restarts, at first at once and then ever more seldom. It changes no state by itself. Costs next to nothing.
   *
   * @param host  what it was done with: a name or an address, with or without a port. That speaks for those check hosts alone
   *   that are reached the same way, and loopback for none. Default: for all of them.
   */
  reportSuccess(host?: string): void {
    this.#session.evidence?.success(host);
  }

  /**
   * An operation of yours has failed. When its error speaks of the network (a reset, a time-out, an unreachable host, a failed
   * lookup, up its chain of causes) and the state is not `down`, the hosts are verified at once. Of a burst of failures the
   * first has its round at once, and all that follow have one after 250 ms, 500 ms, and then once a second.
   */
  reportFailure(error: unknown): void {
    this.#session.evidence?.failure(error);
  }

  /**
   * One destination, apart from the state: a server in the LAN can be used while the internet is away. What `do(…, { target })`
   * of a retryer goes by. To be disposed of.
   *
   * @param destination  a URL, `'host'`, `'host:port'`, `'[v6]:port'`, or the path or URL of a Unix socket
   * @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION`; StoppedError `ERR_NETWAKE_STOPPED`
   */
  target(destination: string | URL): Target {
    return this.#targets.make(destination);
  }

  getInterfaceStats(options: {
    bigint: true;
    includeLoopback?: boolean;
  }): Promise<Record<string, InterfaceStats<bigint>>>;
  getInterfaceStats(options?: { bigint?: false; includeLoopback?: boolean }): Promise<Record<string, InterfaceStats>>;
  /**
   * One reading of the counters of every interface, by name; also before `start()`. Numbers, exact up to 2^53; `bigint: true` for more.
   *
   * @throws NetlinkError `ERR_NETWAKE_NETLINK`; NetwakeError `ERR_NETWAKE_STATE` where the system has no such counters
   */
  async getInterfaceStats(
    options: { bigint?: boolean; includeLoopback?: boolean } = {},
  ): Promise<Record<string, InterfaceStats | InterfaceStats<bigint>>> {
    return interfaceStats(this.#settings.enableNetlink, options);
  }

  /** While started, the monitor keeps the process alive. The default. */
  ref(): this {
    this.#referenced = true;
    this.#session.ref();
    return this;
  }

  /** The process may end although the monitor watches, and although somebody waits on it. */
  unref(): this {
    this.#referenced = false;
    this.#session.unref();
    return this;
  }

  /** As EventEmitter has it. */
  override removeAllListeners(...names: [eventName?: keyof MonitorEvents]): this {
    super.removeAllListeners(...names);
    // Without a name that one goes with the others.
    if (names.length === 0) this.#expectListeners();
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  // It may have been meanwhile, which TypeScript does not see.
  #isStopped(): boolean {
    return this.#phase === 'stopped';
  }

  // What nobody listens to need not come as far as this: whoever begins to listen is to have it from then on.
  #expectListeners(): void {
    const follow: (name: string) => void = (name) => this.#session.expectListener(name);
    (this as EventEmitter).on('newListener', follow);
  }

  #publish(change: StateChange): void {
    this.notify('state', change);
    this.#subscriptions.push(change);
    this.#waiters.wake(change.state);
    STATES.publish(change);
    this.#targets.onState();
  }

  #tell<Name extends DetailName>(name: Name, payload: MonitorEvents[Name][0]): void {
    this.notify(name, payload as never);
    if (name === 'check') CHECKS.publish(payload as CheckResult);
    if (name === 'wake') this.#targets.onWake();
  }
}
