import { toError } from '../errors.ts';
import type { EngineCheckpoint } from '../record/checkpoint.ts';
import type { SourceBatch } from '../sources/contract.ts';
import { areSamePaths, initialMachine, isOver, isRunning } from '../state/machine.ts';
import type { Machine, MachineEvent, Transition } from '../state/machine.ts';
import type { StateCause } from '../state/network-state.ts';
import { reduce } from '../state/reduce.ts';
import { NetworkTable } from '../table/network-table.ts';
import { selectInterfaces } from '../table/selection.ts';
import { Attention } from './attention.ts';
import { causeOf } from './cause.ts';
import { CheckHosts } from './check-hosts.ts';
import { Damper } from './damper.ts';
import { Details } from './details.ts';
import { type EngineObserver, tellPathChanges } from './engine-observer.ts';
import { closeParts, type EngineParts } from './engine-parts.ts';
import { EngineTimers } from './engine-timers.ts';
import { Foresight, type Outcome } from './foresight.ts';
import { Gateways } from './gateways.ts';
import { Intake } from './intake.ts';
import { Launcher } from './launcher.ts';
import { type EffectHands, performEffect } from './perform-effect.ts';
import { PortalWatch } from './portal-watch.ts';
import type { MonitorSettings } from './settings.ts';
import { Turns } from './turns.ts';

/** Drives the reducer: source and probes in, effects out. One event at a time, in the order in which they came. */
export class Engine {
  checks = 0;
  /** Events handled or being handled: two effects with the same number have the same cause. */
  events = 0;
  readonly damper: Damper;
  readonly #settings: MonitorSettings;
  readonly #parts: EngineParts;
  readonly #observer: EngineObserver;
  readonly #turns = new Turns();
  readonly #table: NetworkTable;
  readonly #intake: Intake;
  readonly #hosts: CheckHosts;
  readonly #details = new Details(() => !this.#closed);
  readonly #foresight = new Foresight();
  #preparing = false;
  readonly #attention: Attention;
  readonly #afterEvent: Array<() => void> = [];
  readonly #launcher: Launcher;
  readonly #gateways: Gateways;
  readonly #timers: EngineTimers;
  readonly portal: PortalWatch;
  readonly #hands: EffectHands;
  #machine: Machine;
  #ready = false;
  #closed = false;

  constructor(settings: MonitorSettings, parts: EngineParts, observer: EngineObserver) {
    this.#settings = settings;
    this.#parts = parts;
    this.#observer = observer;
    this.#table = new NetworkTable(selectInterfaces(settings.preferredInterfaces, settings.ignoreInterfaces));
    this.#intake = new Intake(this.#table);
    this.#hosts = new CheckHosts(settings.checkHosts, settings.preferredInterfaces, () => parts.clock.wallNow());
    this.#attention = new Attention(parts.source, this.#table, this.#hosts, () => observer.wantsDetails());
    this.#timers = new EngineTimers(settings.checkIntervalMs, parts, (timer) =>
      this.dispatch({ type: 'timer', timer }),
    );
    this.#launcher = new Launcher(settings, parts, this.#hosts, this.#table, {
      onOutcome: (round, host, reachable, doubtful) => {
        this.dispatch({ type: 'probe', round, host, reachable, doubtful, cause: this.#hosts.causeOf(host) });
        if (reachable) this.#observer.onAnswer(round);
      },
      onAddresses: (host) => {
        if (!this.#closed)
          this.#details.holdWhile(() => this.#evaluate({ type: 'probe', host: this.#hosts.label(host) }));
      },
    });
    this.#gateways = new Gateways(settings, parts, this.#hosts, this.#table, (event) => this.dispatch(event));
    this.damper = new Damper(settings.flapDamping, parts, observer, (done) => this.dispatch({ type: 'turn' }, done));
    this.portal = new PortalWatch(settings, parts, this.#hosts, (event) => this.dispatch(event));
    this.#hands = {
      launcher: this.#launcher,
      timers: this.#timers,
      portal: this.portal,
      hosts: this.#hosts,
      damper: this.damper,
      observer,
    };
    const { checkHosts, captivePortalUrl } = settings;
    this.#machine = initialMachine({ linkOnly: checkHosts.length === 0, portal: captivePortalUrl !== null });
  }

  get probes(): number {
    return this.#launcher.probes + this.#gateways.probes;
  }

  get table(): NetworkTable {
    return this.#intake.table;
  }

  get hosts(): CheckHosts {
    this.#intake.catchUp();
    return this.#hosts;
  }

  get machine(): Machine {
    return this.#machine;
  }

  /** A source that is refused is a failure like one that comes later. */
  start(): void {
    try {
      this.#parts.source.start(this.#onBatch, this.#onSourceFailure);
    } catch (error) {
      this.#onSourceFailure(toError(error));
    }
  }

  /** Somebody is about to wait for the details: nothing is kept from them. */
  expectDetails(): void {
    this.#attention.widen();
  }

  /** Ends everything. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#parts.tap?.onStop();
    this.dispatch({ type: 'stopped', cause: { type: 'stop' } });
    this.#closed = true;
    this.#launcher.close();
    closeParts(this.#parts);
  }

  /**
   * Asks for a round. `onRound` gets the id of the round whose end answers it, or null when there is nothing to probe and
   * the present state is the answer.
   */
  requestCheck(onRound: (round: number | null) => void): void {
    this.#parts.tap?.onCheck();
    this.dispatch({ type: 'check', cause: { type: 'probe' } }, ({ round, nextRoundId }) =>
      onRound(round === null ? null : round.again ? nextRoundId : round.id),
    );
  }

  /** What it is made of. Who records puts other things in their places, and has what is under way made of them by `relaunch`. */
  get parts(): EngineParts {
    return this.#parts;
  }

  /** Starts afresh what is under way: timers for what is left of them, probes and lookups from their beginning. */
  relaunch(): void {
    this.#timers.relaunch();
    this.damper.relaunch();
    this.#launcher.relaunch(this.#machine.round);
    this.#gateways.relaunch(this.#machine);
    this.portal.relaunch(this.#machine.portal);
  }

  /** All that it goes by, but for what is under way. */
  checkpoint(): EngineCheckpoint {
    const hosts = this.hosts.checkpoint();
    const [timers, portal, damping] = [this.#timers.armed(), this.portal.checkpoint(), this.damper.checkpoint()];
    return { machine: this.#machine, hosts, answers: [...this.#table.answers()], timers, portal, damping };
  }

  /** Before `start`: takes the place of the engine that this is the checkpoint of; `view` is what its source had told. */
  restore({ machine, hosts, answers, timers, portal, damping = null }: EngineCheckpoint, view: SourceBatch): void {
    this.table.restore(view, answers);
    this.#hosts.restore(hosts, this.table);
    this.#timers.restore(timers);
    this.damper.restore(damping);
    this.portal.restore(portal ?? null);
    // A file of before there was all of this lacks some of it.
    this.#machine = { ...this.#machine, ...machine };
    // The way of link-only mode tells its interface; in a file of before it did not.
    if (machine.linkOnly) this.#machine = { ...this.#machine, paths: [this.table.linkPath()] };
    this.#ready = true;
  }

  /** Calls back once all effects of the event that is being handled have been performed. */
  afterEvent(callback: () => void): void {
    this.#afterEvent.push(callback);
  }

  /**
   * Takes an event in. From within an effect (a listener that asks for a check, say) it waits for its turn.
   *
   * @param done  called with the machine as the event left it
   * @param foreseen  what it leads to, if that is known and nothing comes before it
   */
  dispatch(event: MachineEvent, done?: (machine: Machine) => void, foreseen?: Transition): void {
    if (this.#closed) return;
    this.#turns.take((waited) => this.#handle(event, done, waited ? undefined : foreseen));
  }

  #handle(event: MachineEvent, done?: (machine: Machine) => void, foreseen?: Transition): void {
    this.events++;
    if (foreseen === undefined) this.#intake.catchUp();
    const { machine, effects } = foreseen ?? reduce(this.#machine, event);
    this.#machine = machine;
    done?.(machine);
    for (let index = 0; index < effects.length; index++) {
      if (effects[index]!.type === 'round-end') this.checks++;
      performEffect(effects[index]!, this.#hands, this.#closed);
    }
    for (const callback of this.#afterEvent.splice(0)) callback();
    if (!this.#closed) this.#gateways.heed(effects, machine);
    this.#prepare();
  }

  // For what may come next, once there is time: never between an event and what it leads to.
  #prepare(): void {
    if (this.#preparing) return;
    this.#preparing = true;
    this.#parts.clock.nextTurn(() => {
      this.#preparing = false;
      if (this.#closed) return;
      this.#attention.follow();
      this.#gateways.follow(this.#machine);
      if (isRunning(this.#machine) && !this.#foresight.holds(this.#machine, this.table))
        this.#observer.onForesight(this.#foresight.prepare(this.#machine, this.table, this.#hosts));
    });
  }

  readonly #onSourceFailure = (error: Error): void => {
    if (this.#closed) return;
    this.#observer.onFailure(error);
    this.dispatch({ type: 'failed', cause: { type: 'stop' } });
    this.#launcher.follow([]);
  };

  readonly #onBatch = (batch: SourceBatch): void => {
    if (this.#closed) return;
    this.#intake.catchUp();
    const outcome = this.#foresight.find(batch, this.#machine, this.#table);
    if (outcome === null) this.#takeIn(batch);
    else this.#comeTrue(outcome, batch);
    this.#prepare();
  };

  // The state first, here and below: it is what others wait for, and the rest of the batch says how it came to it.
  #takeIn(batch: SourceBatch): void {
    if (batch.neighbours !== undefined) return this.#gateways.hear(batch.neighbours);
    this.#attention.complete();
    let diff;
    try {
      diff = this.#table.apply(batch);
    } catch (error) {
      return this.#onSourceFailure(toError(error));
    }
    this.#details.add(() => this.#observer.onDiff(diff, batch));
    this.#details.holdWhile(() => {
      const cause = causeOf(batch, diff, this.#ready);
      this.#ready ||= batch.ready === true;
      if (!this.#ready) return;
      this.#evaluate(cause);
      // A listener may have stopped the monitor, or had its source fail.
      if (!isOver(this.#machine)) this.#launcher.follow(this.#machine.paths);
    });
  }

  #comeTrue({ event, transition }: Outcome, batch: SourceBatch): void {
    const before = this.#machine.paths;
    const diff = this.#intake.postpone(batch);
    this.#hosts.noteLosses(event.paths, this.#table);
    this.#details.add(() => {
      this.#observer.onDiff(diff(), batch);
      tellPathChanges(this.#observer, before, event.paths);
    });
    this.#details.holdWhile(() => {
      this.dispatch(event, undefined, transition);
      this.hosts.recordLosses();
      this.#launcher.dropStale();
    });
  }

  // Asks for the ways again when they have moved, and hands the reducer what came of it.
  #evaluate(cause: StateCause): void {
    const queries = this.#hosts.nextQueries(this.table);
    if (queries !== null) {
      this.table.retainPaths(queries);
      // Answers synchronously where the source can: then this very call comes back with them, and there's nothing left to do.
      this.#parts.source.watchPaths(queries);
      if (queries.length > 0) return;
    }
    const paths = this.#settings.checkHosts.length === 0 ? [this.#table.linkPath()] : this.#hosts.paths(this.table);
    if (paths === null || areSamePaths(paths, this.#machine.paths)) return;
    this.#move({ type: 'table', paths, cause });
  }

  #move(event: Extract<MachineEvent, { type: 'table' }>): void {
    const before = this.#machine.paths;
    if (this.#hosts.count > 0) {
      this.#hosts.noteLosses(event.paths, this.#table);
      this.#details.add(() => tellPathChanges(this.#observer, before, event.paths));
    }
    this.dispatch(event);
    this.#launcher.dropStale();
    this.#hosts.recordLosses();
  }
}
