import type { EventEmitter } from 'node:events';
import type { Clock } from '../clock.ts';
import { IsolatedEmitter } from '../emitter.ts';
import { StateError, StoppedError } from '../errors.ts';
import type { NetworkState } from '../state/network-state.ts';
import type { CheckResult, MonitorEvents } from './events.ts';
import type { NetworkMonitor } from './network-monitor.ts';
import type { NetworkMonitorOptions } from './settings.ts';
import type { NetworkSnapshot, StateChange } from './snapshot.ts';
import { startSettled } from './start-settled.ts';
import type { SubscribeOptions, Subscription } from './subscription.ts';
import { Subscriptions } from './subscriptions.ts';

type EventName = keyof MonitorEvents;

/** What a replaceable monitor is made of. */
export interface ReplaceableParts {
  readonly clock: Clock;
  createMonitor(options: NetworkMonitorOptions): NetworkMonitor;
}

/**
 * A monitor whose options can be changed while it watches. One monitor is put in the place of another beneath its listeners and
 * subscribers: they hear of a change when the state is another by the new options, and of nothing when it is the same.
 */
export class ReplaceableMonitor extends IsolatedEmitter<MonitorEvents> implements AsyncDisposable {
  readonly #parts: ReplaceableParts;
  readonly #subscriptions = new Subscriptions(() => {});
  readonly #forwards = new Map<EventName, (payload: never) => void>();
  #current: NetworkMonitor;
  #started: Promise<void> | null = null;
  #replacing: AbortController | null = null;
  #stopped = false;
  /** Since when the state has been what it is, when that began under a monitor before this one. */
  #since: Date | null = null;
  /** The state is being compared by who puts a monitor in place: its changes are not news. */
  #comparing = false;

  /** @throws InvalidOptionError, UnknownOptionError as `new NetworkMonitor()` */
  constructor(options: NetworkMonitorOptions, parts: ReplaceableParts) {
    super();
    this.#parts = parts;
    this.#current = parts.createMonitor(options);
    this.#follow('state');
    // What nobody listens to here need not be heard there: the kernel's messages would wake the process for nothing.
    (this as EventEmitter).on('newListener', (name: string) => this.#follow(name as EventName));
  }

  get state(): NetworkState {
    return this.#current.state;
  }

  /** As a monitor's. Its counters begin anew with each monitor. */
  snapshot(): NetworkSnapshot {
    const snapshot = this.#current.snapshot();
    return this.#since === null ? snapshot : Object.freeze({ ...snapshot, since: this.#since });
  }

  /** As a monitor's. @throws StateError, StoppedError, the signal's reason */
  start(options: { signal?: AbortSignal } = {}): Promise<void> {
    this.#started = this.#current.start(options);
    return this.#started;
  }

  /** Idempotent. A replacement under way is given up, and iterations end. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#replacing?.abort(new StoppedError());
    this.#subscriptions.end();
    await this.#current.stop();
  }

  /**
   * Has a monitor with these options take over, once it has verified every host: until then the one before goes on.
   *
   * @returns false when `stop()` or a later replacement has overtaken it
   * @throws what its constructor and its start throw: the one before goes on then too. StateError `ERR_NETWAKE_STATE` before `start()`
   */
  async replace(options: NetworkMonitorOptions): Promise<boolean> {
    if (this.#started === null) throw new StateError('the monitor has not been started');
    if (this.#stopped) return false;
    const next = this.#parts.createMonitor(options);
    this.#replacing?.abort(new StoppedError());
    const { signal } = (this.#replacing = new AbortController());
    try {
      await this.#started;
      await startSettled(next, this.#parts.clock, signal);
      signal.throwIfAborted();
    } catch (error) {
      await next.stop();
      if (signal.aborted) return false;
      throw error;
    }
    this.#replacing = null;
    const before = this.#current;
    this.#takeOver(next);
    await before.stop();
    // A listener may have stopped what was in place when it was told.
    if (this.#stopped) await next.stop();
    return !this.#stopped;
  }

  /** The changes of state, under whichever monitor, as an async iterable. @throws InvalidOptionError */
  subscribe(options: SubscribeOptions = {}): Subscription<StateChange> {
    return this.#subscriptions.make(options);
  }

  /** As a monitor's: when one takes over meanwhile, it is asked. @throws StateError, StoppedError, the signal's reason */
  async check(options: { signal?: AbortSignal } = {}): Promise<CheckResult> {
    for (;;) {
      const asked = this.#current;
      try {
        return await asked.check(options);
      } catch (error) {
        if (asked === this.#current || !(error instanceof StoppedError)) throw error;
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #takeOver(next: NetworkMonitor): void {
    const before = this.#current;
    // Both know all that the kernel has told by now; an event that comes in between is told twice rather than never.
    next.refresh();
    before.refresh();
    if (this.#stopped) return;
    const { state: previous, since } = this.snapshot();
    for (const [name, forward] of this.#forwards) before.off(name, forward as never);
    this.#current = next;
    this.#comparing = true;
    for (const [name, forward] of this.#forwards) next.on(name, forward as never);
    next.refresh();
    this.#comparing = false;
    this.#since = since;
    if (next.state !== previous && !this.#stopped) this.#announce(next.snapshot(), previous);
  }

  #announce(snapshot: NetworkSnapshot, previous: NetworkState): void {
    const { state, reason, cause } = snapshot;
    this.#since = this.#parts.clock.wallNow();
    const at = this.#since;
    this.#tell(
      Object.freeze({ state, previous, reason, cause, at, snapshot: Object.freeze({ ...snapshot, since: at }) }),
    );
  }

  #follow(name: EventName): void {
    if (this.#forwards.has(name)) return;
    const forward = name === 'state' ? this.#onState : (payload: never): void => void this.notify(name, payload);
    this.#forwards.set(name, forward);
    this.#current.on(name, forward as never);
  }

  readonly #onState = (change: StateChange): void => {
    if (this.#comparing) return;
    if (change.state !== change.previous) this.#since = null;
    this.#tell(change);
  };

  #tell(change: StateChange): void {
    this.notify('state', change);
    this.#subscriptions.push(change);
  }
}
