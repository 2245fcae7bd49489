import type { Clock, ClockTimer } from '../clock.ts';
import { StateError, StoppedError } from '../errors.ts';
import type { SessionCheckpoint } from '../record/checkpoint.ts';
import type { SourceBatch } from '../sources/contract.ts';
import type { Effect, HostPath } from '../state/machine.ts';
import type { NetworkState, StateCause, StateReason } from '../state/network-state.ts';
import type { TableDiff } from '../table/table-diff.ts';
import { Announcement } from './announcement.ts';
import { attentiveClock } from './attentive-clock.ts';
import { scheduleAudits } from './audits.ts';
import { countersOf } from './counters.ts';
import type { Backend } from './backend.ts';
import { Engine } from './engine.ts';
import type { EngineObserver } from './engine-observer.ts';
import type { CheckResult } from './events.ts';
import { Evidence } from './evidence.ts';
import { giveHint } from './give-hint.ts';
import { InterfaceSnapshots } from './interface-snapshots.ts';
import { PendingChecks } from './pending-checks.ts';
import type { EngineParts } from './engine-parts.ts';
import { PORTAL_UNKNOWN } from './portal-watch.ts';
import { type SessionObserver, tellDiff, tellPath } from './session-observer.ts';
import type { MonitorSettings } from './settings.ts';
import { freezeSnapshot } from './diagnosis.ts';
import { SleepWatch } from './sleep-watch.ts';
import type { HostSnapshot, NetworkSnapshot, PortalSnapshot } from './snapshot.ts';

type Publish = Extract<Effect, { type: 'publish' }>;
/** One life of a monitor, from before its start to after its stop: the state with its history, and the engine while it runs. */
export class Session implements EngineObserver {
  readonly #settings: MonitorSettings;
  readonly #clock: Clock;
  readonly #observer: SessionObserver;
  readonly #checks = new PendingChecks();
  #engine: Engine | null = null;
  #backend: Backend | null = null;
  #audits: ClockTimer = { cancel: () => {} };
  #sleep: SleepWatch | null = null;
  #evidence: Evidence | null = null;
  #state: NetworkState = 'unknown';
  #reason: StateReason = 'not-started';
  #cause: StateCause = Object.freeze({ type: 'start' });
  #since: Date;
  #stateChanges = 0;
  #dropped = 0;
  /** The engine's event by which the state changed last. */
  #changedIn = 0;
  #interfaces: InterfaceSnapshots | null = null;
  /** The change that listeners are being told of. */
  #announcement: Announcement | null = null;
  /** What may have to be announced next. */
  #foreseen: ReadonlyArray<{ effect: Publish; announcement: Announcement }> = [];
  readonly #takeSnapshot = (): NetworkSnapshot => this.snapshot();
  #begun: () => void = () => {};
  readonly #hasBegun: Promise<void> = new Promise((resolve) => (this.#begun = resolve));
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
    parts: Pick<EngineParts, 'resolver' | 'portal' | 'random'>,
    prepare: (engine: Engine) => void = () => {},
  ): Promise<void> {
    const { source, prober, sleep } = backend;
    this.#backend = backend;
    if (sleep !== undefined) this.#sleep = new SleepWatch(sleep, this.#onWake);
    const clock = attentiveClock(this.#clock, {
      beforeTimer: () => this.#sleep?.look(),
      putOffMs: () => this.#evidence?.putOffMs() ?? 0,
    });
    this.#reason = 'starting';
    const engine = new Engine(this.#settings, { source, prober, clock, ...parts }, this);
    this.#engine = engine;
    this.#evidence = new Evidence(this.#settings, this.#clock, engine, () => this.drain());
    this.#interfaces = new InterfaceSnapshots(() => engine.table);
    prepare(engine);
    this.#decided = new Promise((resolve, reject) => {
      this.#decide = { resolve, reject };
      engine.start();
    });
    this.#begun();
    this.#audits = scheduleAudits(source, this.#clock, this.#settings.auditIntervalMs);
    return this.#decided;
  }

  /** What the application has to say; null before it began. */
  get evidence(): Evidence | null {
    return this.#evidence;
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
    this.#sleep?.close();
    this.#evidence?.close();
    this.#engine?.close();
    this.#reason = 'stopped';
    this.#decide?.reject(new StoppedError());
  }

  async check(signal: AbortSignal | undefined, atFirstAnswer = false): Promise<CheckResult> {
    const { pending, result } = this.#checks.add(signal, atFirstAnswer);
    const request = (): void =>
      this.#engine?.requestCheck((round) => {
        if (round === null) pending.settle(this.#result());
        else pending.round = round;
      });
    // Before the first decision there is nothing to verify yet.
    const decided = this.#engine === null ? this.#hasBegun.then(() => this.#decided) : this.#decided;
    decided.then(request, (error: Error) => pending.settle(error));
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

  /** A listener is about to come. */
  expectListener(name: string): void {
    if (name === 'link' || name === 'address' || name === 'route') this.#engine?.expectDetails();
  }

  wantsDetails(): boolean {
    return (['link', 'address', 'route'] as const).some((name) => this.#observer.hasListeners(name));
  }

  snapshot(): NetworkSnapshot {
    this.#backend?.source.flush?.();
    return freezeSnapshot({
      state: this.#state,
      reason: this.#currentReason(),
      since: this.#since,
      cause: Object.freeze(this.#cause),
      interfaces: this.#interfaces?.list() ?? [],
      hosts: this.#hostSnapshots(),
      portal: this.#portalSnapshot(),
      backend:
        this.#backend?.snapshot ??
        Object.freeze({ events: 'polling', probes: 'socket', fallbackReason: 'not started' }),
      counters: countersOf(this.#backend?.source, this.#engine, this.#stateChanges, this.#dropped),
      damping: this.#engine?.damper.snapshot() ?? null,
    });
  }

  onForesight(effects: readonly Publish[]): void {
    this.#foreseen = effects.map((effect) => ({ effect, announcement: new Announcement(effect, this.#takeSnapshot) }));
  }

  onPublish(effect: Publish): void {
    this.#state = effect.state;
    this.#reason = effect.reason;
    this.#cause = effect.cause;
    this.#stateChanges++;
    this.#changedIn = this.#engine?.events ?? 0;
    this.#announce(this.#announcementOf(effect), this.#clock.wallNow());
    // After the listeners: a logger may well write, and they wait for nothing.
    this.#settings.logger.info(
      { state: effect.state, previous: effect.previous, reason: effect.reason, cause: effect.cause },
      'network state changed',
    );
    if (effect.state === 'down') this.#evidence?.onOutage();
    if (effect.reason !== 'stopped' && effect.reason !== 'monitor-failed') this.#decide?.resolve();
  }

  onRoundEnd(effect: Extract<Effect, { type: 'round-end' }>): void {
    const engine = this.#engine;
    if (engine === null) return;
    // The state that the round leads to is published after it: tell of the round when the event has been handled.
    engine.afterEvent(() => {
      const result = this.#result();
      if (this.#observer.hasListeners('check')) this.#observer.onEvent('check', result);
      if (!this.#settings.notifyOnChange && this.#changedIn !== engine.events) this.#announceAgain();
      this.#checks.answer(effect.round, result);
    });
  }

  onAnswer(round: number): void {
    this.#checks.answerFirst(round, () => this.#result());
  }

  onDiff(diff: TableDiff, batch: SourceBatch): void {
    if (batch.resync !== undefined)
      this.#settings.logger.warn({ reason: batch.resync }, 'kernel messages were lost, the view was rebuilt');
    if (this.#engine !== null) tellDiff(this.#observer, diff, batch, this.#engine);
  }

  onPathChange(host: number, path: HostPath): void {
    if (this.#engine !== null) tellPath(this.#observer, host, path, this.#engine);
  }

  onFailure(error: Error): void {
    this.#settings.logger.error({ error }, 'the network monitor failed');
    this.#decide?.reject(error);
    this.#observer.onFailure(new StateError('the network monitor has failed', { cause: error }));
  }

  readonly #onWake = (sleptMs: number): void => {
    this.#settleAnnouncement();
    this.#settings.logger.info({ sleptMs }, 'the machine slept');
    if (this.#engine !== null) giveHint(this.#engine, { type: 'wake', sleptMs });
    this.#observer.onEvent('wake', Object.freeze({ sleptMs }));
  };

  #announcementOf(effect: Publish): Announcement {
    const foreseen = this.#foreseen;
    for (let index = 0; index < foreseen.length; index++)
      if (foreseen[index]!.effect === effect) return foreseen[index]!.announcement;
    return new Announcement(effect, this.#takeSnapshot);
  }

  #announceAgain(): void {
    const parts = { state: this.#state, previous: this.#state, reason: this.#currentReason(), cause: this.#cause };
    this.#announce(new Announcement(parts, this.#takeSnapshot), this.#since);
  }

  #announce(announcement: Announcement, time: Date): void {
    const change = announcement.at(time);
    this.#since = change.at;
    this.#announcement = announcement;
    this.#observer.onState(change);
    this.#settleAnnouncement();
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
    const engine = this.#engine;
    return engine?.hosts.snapshots(this.#settings.checkTimeoutMs, engine.machine.failedGateways) ?? [];
  }

  #portalSnapshot(): PortalSnapshot | null {
    if (this.#settings.captivePortalUrl === null) return null;
    const engine = this.#engine;
    return engine?.portal.snapshot(engine.machine.portal) ?? PORTAL_UNKNOWN;
  }
}
