import type { Clock, ClockTimer } from '../clock.ts';
import { StoppedError } from '../errors.ts';
import type { SessionCheckpoint } from '../record/checkpoint.ts';
import type { SourceBatch } from '../sources/contract.ts';
import type { Effect, HostPath } from '../state/machine.ts';
import type { NetworkState, StateCause, StateReason } from '../state/network-state.ts';
import type { TableDiff } from '../table/network-table.ts';
import { Announcement } from './announcement.ts';
import { scheduleAudits } from './audits.ts';
import type { Backend } from './backend.ts';
import { Engine } from './engine.ts';
import type { EngineObserver } from './engine-observer.ts';
import type { CheckResult, MonitorEvents } from './events.ts';
import { NO_COUNTS } from './no-counts.ts';
import { PendingChecks } from './pending-checks.ts';
import type { NameResolver } from './resolver.ts';
import type { MonitorSettings } from './settings.ts';
import {
  freezeInterface,
  type HostSnapshot,
  type InterfaceSnapshot,
  type MonitorCounters,
  type NetworkSnapshot,
  type StateChange,
} from './snapshot.ts';

type DetailName = Exclude<keyof MonitorEvents, 'state'>;

/** Whom a session tells. */
export interface SessionObserver {
  onState(change: StateChange): void;
  onEvent<Name extends DetailName>(name: Name, payload: MonitorEvents[Name][0]): void;
  readonly hasListeners: (name: DetailName) => boolean;
}

/** One life of a monitor, from before its start to after its stop: the state with its history, and the engine while it runs. */
export class Session implements EngineObserver {
  readonly #settings: MonitorSettings;
  readonly #clock: Clock;
  readonly #observer: SessionObserver;
  readonly #checks = new PendingChecks();
  #engine: Engine | null = null;
  #backend: Backend | null = null;
  #audits: ClockTimer = { cancel: () => {} };
  #state: NetworkState = 'unknown';
  #reason: StateReason = 'not-started';
  #cause: StateCause = Object.freeze({ type: 'start' });
  #since: Date;
  #stateChanges = 0;
  #dropped = 0;
  /** The engine's event by which the state changed last. */
  #changedIn = 0;
  /** Those of the snapshots, made at this version of the table. */
  #interfaces: readonly InterfaceSnapshot[] | null = null;
  #interfacesVersion = 0;
  /** The change that listeners are being told of. */
  #announcement: Announcement | null = null;
  #nextAnnouncement: Announcement | null = null;
  readonly #takeSnapshot = (): NetworkSnapshot => this.snapshot();
  #decided: Promise<void> = Promise.resolve();
  #decide: { resolve: () => void; reject: (error: Error) => void } | null = null;

  constructor(settings: MonitorSettings, clock: Clock, observer: SessionObserver) {
    this.#settings = settings;
    this.#clock = clock;
    this.#observer = observer;
    this.#since = clock.wallNow();
  }

  get state(): NetworkState {
    return this.#state;
  }

  /** Null before it began. */
  get engine(): Engine | null {
    return this.#engine;
  }

  /** Resolves at the first decision. `prepare` may put other parts in the place of these before they are used. */
  begin(
    backend: Backend,
    resolver: NameResolver,
    random: () => number,
    prepare: (engine: Engine) => void = () => {},
  ): Promise<void> {
    const { source, prober } = backend;
    this.#backend = backend;
    this.#reason = 'starting';
    const engine = new Engine(this.#settings, { source, prober, resolver, clock: this.#clock, random }, this);
    this.#engine = engine;
    prepare(engine);
    this.#decided = new Promise((resolve, reject) => {
      this.#decide = { resolve, reject };
      engine.start();
    });
    this.#audits = scheduleAudits(source, this.#clock, this.#settings.auditIntervalMs);
    return this.#decided;
  }

  /** Before or while it begins: has the state be what it was in the session whose checkpoint this is. */
  restore({ state, reason, cause, since }: SessionCheckpoint): void {
    this.#state = state;
    this.#reason = reason;
    this.#cause = cause;
    this.#since = new Date(since);
  }

  checkpoint(): SessionCheckpoint {
    return { state: this.#state, reason: this.#reason, cause: this.#cause, since: this.#since.toISOString() };
  }

  end(): void {
    this.#settleAnnouncement();
    // Before the engine ends its round, which would answer them with what is left of it.
    this.#checks.rejectAll(new StoppedError());
    this.#audits.cancel();
    this.#engine?.close();
    this.#reason = 'stopped';
    this.#decide?.reject(new StoppedError());
    this.#decide = null;
  }

  async check(signal: AbortSignal | undefined, atFirstAnswer = false): Promise<CheckResult> {
    const engine = this.#engine;
    if (engine === null) throw new StoppedError();
    const { pending, result } = this.#checks.add(signal, atFirstAnswer);
    const request = (): void =>
      engine.requestCheck((round) => {
        if (round === null) pending.settle(this.#result());
        else pending.round = round;
      });
    // Before the first decision there is nothing to verify yet.
    this.#decided.then(request, (error: Error) => pending.settle(error));
    return result;
  }

  drain(): void {
    this.#settleAnnouncement();
    this.#backend?.source.drain();
  }

  ref(): void {
    this.#backend?.source.ref();
    this.#backend?.prober.ref();
  }

  unref(): void {
    this.#backend?.source.unref();
    this.#backend?.prober.unref();
  }

  countDropped(): void {
    this.#settleAnnouncement();
    this.#dropped++;
  }

  snapshot(): NetworkSnapshot {
    return Object.freeze({
      state: this.#state,
      reason: this.#currentReason(),
      since: this.#since,
      cause: Object.freeze(this.#cause),
      interfaces: this.#interfaceSnapshots(),
      hosts: this.#hostSnapshots(),
      backend:
        this.#backend?.snapshot ??
        Object.freeze({ events: 'polling', probes: 'socket', fallbackReason: 'not started' }),
      counters: this.#counters(),
    });
  }

  onPublish(effect: Extract<Effect, { type: 'publish' }>): void {
    this.#state = effect.state;
    this.#reason = effect.reason;
    this.#cause = effect.cause;
    this.#since = this.#clock.wallNow();
    this.#stateChanges++;
    this.#changedIn = this.#engine?.events ?? 0;
    this.#announce(effect.previous, effect.reason);
    // After the listeners: a logger may well write, and they wait for nothing.
    this.#settings.logger.info(
      { state: effect.state, previous: effect.previous, reason: effect.reason, cause: effect.cause },
      'network state changed',
    );
    if (effect.reason !== 'stopped' && effect.reason !== 'monitor-failed') this.#decide?.resolve();
  }

  onRoundEnd(effect: Extract<Effect, { type: 'round-end' }>): void {
    const engine = this.#engine;
    if (engine === null) return;
    // The state that the round leads to is published after it: tell of the round when the event has been handled.
    engine.afterEvent(() => {
      const result = this.#result();
      if (this.#observer.hasListeners('check')) this.#observer.onEvent('check', result);
      if (!this.#settings.notifyOnChange && this.#changedIn !== engine.events)
        this.#announce(this.#state, this.#currentReason());
      this.#checks.answer(effect.round, result);
    });
  }

  onAnswer(round: number): void {
    this.#checks.answerFirst(round, () => this.#result());
  }

  onDiff(diff: TableDiff, batch: SourceBatch): void {
    const { hasListeners } = this.#observer;
    if (batch.resync !== undefined) {
      this.#settings.logger.warn({ reason: batch.resync }, 'kernel messages were lost, the view was rebuilt');
      this.#observer.onEvent('resync', { reason: batch.resync });
    }
    if (diff.links.length > 0 && hasListeners('link')) {
      for (const change of diff.links)
        this.#observer.onEvent('link', { interface: (change.current ?? change.previous)!.name, ...change });
    }
    if (diff.addresses.length > 0 && hasListeners('address'))
      for (const change of diff.addresses) this.#observer.onEvent('address', change);
    if (batch.routes === undefined || !hasListeners('route')) return;
    for (const hint of batch.routes) {
      this.#observer.onEvent('route', {
        ...hint,
        interface: this.#engine?.table.link(hint.interfaceIndex)?.name ?? null,
      });
    }
  }

  onPathChange(host: number, path: HostPath): void {
    const hosts = this.#engine?.hosts;
    if (hosts === undefined || !this.#observer.hasListeners('path')) return;
    const { interface: name = null, source = null, gateway = null } = hosts.viewOf(host) ?? {};
    this.#observer.onEvent('path', {
      host: hosts.label(host),
      usable: path.usable,
      reason: path.reason,
      interface: name,
      source,
      gateway,
    });
  }

  onFailure(error: Error): void {
    this.#settings.logger.error({ error }, 'the network monitor failed');
    this.#decide?.reject(error);
    this.#decide = null;
  }

  #announce(previous: NetworkState, reason: StateReason): void {
    const announcement = this.#nextAnnouncement ?? new Announcement(this.#takeSnapshot);
    this.#nextAnnouncement = null;
    this.#announcement = announcement;
    this.#observer.onState(
      announcement.fill({ state: this.#state, previous, reason, cause: this.#cause, at: this.#since }),
    );
    this.#settleAnnouncement();
    this.#nextAnnouncement = new Announcement(this.#takeSnapshot);
  }

  // Called before anything that a listener may do changes what its change of state shows.
  #settleAnnouncement(): void {
    this.#announcement?.settle();
    this.#announcement = null;
  }

  // The reason may change while the state stays: the machine knows, unless its state has yet to be published.
  #currentReason(): StateReason {
    const machine = this.#engine?.machine;
    const told = this.#reason === 'stopped' || machine === undefined || machine.reason === 'not-started';
    return told || machine.state !== this.#state ? this.#reason : machine.reason;
  }

  #result(): CheckResult {
    const hosts = this.#hostSnapshots();
    const reachable = hosts.filter((host) => host.reachable === true).length;
    return { state: this.#state, reason: this.#currentReason(), reachable, total: hosts.length, hosts };
  }

  #hostSnapshots(): readonly HostSnapshot[] {
    return this.#engine?.hosts.snapshots() ?? [];
  }

  #interfaceSnapshots(): readonly InterfaceSnapshot[] {
    const table = this.#engine?.table;
    if (table === undefined) return [];
    if (this.#interfaces === null || this.#interfacesVersion !== table.version) {
      this.#interfacesVersion = table.version;
      this.#interfaces = Object.freeze(
        Array.from(table.links(), (link) => freezeInterface(link, table.addressesOf(link.index))),
      );
    }
    return this.#interfaces;
  }

  #counters(): MonitorCounters {
    if (this.#engine === null || this.#backend === null) return NO_COUNTS;
    const counters = this.#backend.source.counters();
    const { checks, probes } = this.#engine;
    const dropped = counters.dropped + this.#dropped;
    return Object.freeze({ ...counters, checks, probes, stateChanges: this.#stateChanges, dropped });
  }
}
