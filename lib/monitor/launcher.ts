import type { Probe, Prober } from '../probe/contract.ts';
import { LaunchBudget } from '../probe/launch-budget.ts';
import { RETRANSMISSION_MS } from '../probe/rtt-estimator.ts';
import { recoveryShareMs } from '../probe/schedule.ts';
import { Spread } from '../probe/spread.ts';
import { attemptOf, type Effect, type HostPath, type ProbeAttempt, type Round } from '../state/machine.ts';
import type { WayTable } from '../table/side-table.ts';
import { Attempt } from './attempt.ts';
import type { CheckHosts, HostLane } from './check-hosts.ts';
import type { EngineParts } from './engine-parts.ts';
import { Lookups } from './lookups.ts';
import { LostNames } from './lost-names.ts';
import type { MonitorSettings } from './settings.ts';

/** Whom a launcher tells. */
export interface LauncherObserver {
  /** `doubtful`: it may yet answer, and then there is another outcome. */
  onOutcome(round: number, host: number, reachable: boolean, doubtful: boolean): void;
  /** The host's name has been resolved: the way to it has yet to be asked for. */
  onAddresses(host: number): void;
}

/** One launch for a host: a lookup, a wait for its turn, or an attempt with its lanes. */
interface Running {
  readonly round: number;
  readonly probe: Probe;
  readonly attempt: Attempt | null;
  readonly lanes: readonly HostLane[];
  /** What waits for nothing but its share of the time until the next launch comes now. False when there is nothing of the kind. */
  readonly hurry?: () => boolean;
  /** Its round has ended: what it has yet to say is for the record alone. */
  isOver?: true;
}

/** Of what no round waits for, and none ends. */
const NO_ROUND = Infinity;

type Launch = Extract<Effect, { type: 'probe' }>;

type LauncherParts = Pick<EngineParts, 'prober' | 'resolver' | 'clock' | 'random'>;

/** Probes check hosts: every usable address and port of a host at once, after its name has been resolved if it has one. */
export class Launcher {
  /** Sockets opened so far. */
  probes = 0;
  #answered: { round: number; ms: number } | null = null;
  /** Of the recovery whose launch was the last; 0 when that was of none. */
  #step = 0;
  readonly #timeoutMs: number;
  readonly #intervalMs: number;
  readonly #parts: LauncherParts;
  /** Counts. */
  readonly #prober: Pick<Prober, 'probe'> = {
    probe: (target, onOutcome) => {
      this.probes++;
      return this.#parts.prober.probe(target, onOutcome);
    },
  };
  readonly #hosts: CheckHosts;
  readonly #table: WayTable;
  readonly #observer: LauncherObserver;
  readonly #running: ReadonlyArray<Set<Running>>;
  readonly #budgets: readonly LaunchBudget[];
  readonly #lookups: Lookups;
  readonly #lostNames: LostNames;

  constructor(
    settings: Pick<MonitorSettings, 'checkTimeoutMs' | 'checkIntervalMs'>,
    parts: LauncherParts,
    hosts: CheckHosts,
    table: WayTable,
    observer: LauncherObserver,
  ) {
    this.#timeoutMs = settings.checkTimeoutMs;
    this.#intervalMs = settings.checkIntervalMs;
    this.#parts = parts;
    this.#hosts = hosts;
    this.#table = table;
    this.#observer = observer;
    this.#running = Array.from({ length: hosts.count }, () => new Set<Running>());
    this.#budgets = Array.from({ length: hosts.count }, () => new LaunchBudget());
    this.#lookups = new Lookups(
      () => parts.resolver,
      hosts,
      (host) => observer.onAddresses(host),
    );
    this.#lostNames = new LostNames(parts, (host) => void this.#lookups.lookUp(host).catch(() => {}));
  }

  /** When the first answer came of the last round that had any, by the monotonic clock. */
  get answeredMs(): number | null {
    return this.#answered?.ms ?? null;
  }

  launch({ round, host, attempt, step }: Launch): void {
    this.#step = step;
    const shareMs = recoveryShareMs(step, this.#hosts.count, this.#intervalMs);
    const launch = (): void => this.#launch(round, host, attempt, shareMs);
    if (shareMs * host > 0) this.#launchLater(round, host, launch, shareMs * host, true);
    else launch();
  }

  // `spreadMs`: the time that its sockets share.
  #launch(round: number, host: number, attempt: ProbeAttempt, spreadMs = 0): void {
    if (this.#hosts.needsAddress(host)) return this.#resolve(round, host);
    const lanes = this.#hosts.lanes(host, this.#table, attempt, this.#timeoutMs);
    if (lanes.length === 0) return this.#fail(round, host, 'ENETUNREACH');
    const waitMs = this.#budgets[host]!.take(this.#parts.clock.now());
    if (waitMs > 0) return this.#launchLater(round, host, () => this.#launch(round, host, attempt), waitMs);
    // Beside the probe, of the addresses that are known: they are better than none when the servers are silent.
    if (this.#hosts.isLookupDue(host)) this.#lookups.lookUp(host).catch(() => {});
    this.#try(round, host, attempt, lanes, spreadMs);
  }

  #try(round: number, host: number, kind: ProbeAttempt, lanes: readonly HostLane[], spreadMs: number): void {
    const { clock } = this.#parts;
    const sockets = lanes.reduce((sum, { targets }) => sum + targets.length, 0);
    const prober = new Spread(this.#prober, clock, spreadMs / sockets);
    const attempt = new Attempt({ prober, clock }, lanes, {
      onOutcome: (outcome, doubtful) => {
        if (outcome.reachable) {
          this.#cancelOthers(host, running);
          if (this.#answered?.round !== round) this.#answered = { round, ms: clock.now() };
        }
        this.#hosts.recordOutcome(host, outcome);
        this.#observer.onOutcome(round, host, outcome.reachable, doubtful);
      },
      onDoubt: (lane, outcome) => this.#hosts.recordDoubt(host, lane as HostLane, outcome),
      onLane: (lane, outcome) => {
        this.#hosts.recordLane(host, lane as HostLane, kind, outcome);
        const isUnmeasured = outcome.reachable && outcome.rttMs !== null && outcome.rttMs >= RETRANSMISSION_MS;
        if (kind === 'recovery' && lane.backedOff && isUnmeasured) this.#measure(host);
      },
      onEnd: () => this.#running[host]!.delete(running),
    });
    const running: Running = { round, probe: attempt, attempt, lanes, hurry: () => prober.hurry() };
    this.#running[host]!.add(running);
  }

  // A host that is back answers to a SYN that was sent again, as a rule, and such an answer measures nothing: without a fresh
  // connect its limit would stay as long as the outage has made it, and the next outage would make it twice as long.
  #measure(host: number): void {
    if ([...this.#running[host]!].some(({ round }) => round === NO_ROUND)) return;
    this.#tryBeside(NO_ROUND, host);
  }

  // That is not counted among the launches of its round: only an answer is told.
  #tryBeside(round: number, host: number): void {
    const lanes = this.#hosts.lanes(host, this.#table, 'recovery', this.#timeoutMs);
    if (lanes.length === 0) return;
    const lasting = lanes.map((lane) => ({ ...lane, lasting: true }));
    const attempt = new Attempt({ prober: this.#prober, clock: this.#parts.clock }, lasting, {
      onOutcome: () => {},
      onDoubt: () => {},
      onLane: (lane, outcome) => {
        this.#hosts.recordLane(host, lane as HostLane, 'recovery', outcome);
        if (round === NO_ROUND || running.isOver === true) return;
        this.#hosts.recordOutcome(host, outcome);
        this.#observer.onOutcome(round, host, true, false);
      },
      onEnd: () => this.#running[host]!.delete(running),
    });
    attempt.leave();
    const running: Running = { round, probe: attempt, attempt, lanes };
    this.#running[host]!.add(running);
  }

  /** What has answered goes on, for the family that has not. */
  cancel(host: number): void {
    this.#cancelWhere(({ round, attempt }) => round !== NO_ROUND && attempt?.answered !== true, host);
  }

  /**
   * A recovery has become a round that ends: what it has under way is waited for as in any other. It was sent before another host
   * answered, and may be lost: whoever has not answered gets fresh sockets, those that were to come next or others.
   */
  limit(round: number): void {
    for (let host = 0; host < this.#running.length; host++) {
      const ofRound = (): Running[] => [...this.#running[host]!].filter((each) => each.round === round);
      const before = ofRound();
      if (before.length === 0 || before.some(({ attempt }) => attempt?.answered === true)) continue;
      let hasHurried = false;
      for (const { hurry } of before) hasHurried = hurry?.() === true || hasHurried;
      if (!hasHurried && this.#step > 1) this.#tryBeside(round, host);
      for (const { attempt } of ofRound())
        attempt?.limit((lane) => this.#hosts.limitMs(host, lane as HostLane, this.#timeoutMs));
    }
  }

  /** The round is over: what it waited for in vain would speak of another time. A silent host's last try tells its record alone. */
  endRound(round: number): void {
    for (const ofHost of this.#running) {
      let hasLeftover = false;
      for (const each of [...ofHost]) {
        if (each.round > round || each.attempt?.answered === true) continue;
        if (each.attempt === null || hasLeftover) each.probe.cancel();
        else each.attempt.leave();
        each.isOver = true;
        hasLeftover ||= ofHost.has(each);
      }
    }
  }

  /** What goes over a way that is no more would wait in the queue of a neighbour that can't answer, and says nothing of the new. */
  dropStale(): void {
    for (let host = 0; host < this.#running.length; host++) {
      if (this.#running[host]!.size === 0) continue;
      const isStale = ({ family, key }: HostLane): boolean => this.#hosts.laneKey(host, family, this.#table) !== key;
      this.#cancelWhere(({ lanes }) => lanes.some(isStale), host);
    }
  }

  /** The ways have been asked for. Names that have none any more are looked up again while there is an interface to leave by. */
  follow(paths: readonly HostPath[]): void {
    const isConnected = (): boolean => this.#table.linkVerdict().usable;
    this.#lostNames.follow(paths, (host) => this.#hosts.isFoundName(host), isConnected);
  }

  /** Starts afresh all that is under way in this round, as a replay does, which knows of nothing else. Lookups from before are nobody's any more. */
  relaunch(round: Round | null): void {
    this.#lostNames.close();
    this.#lookups.abandon();
    this.#step = 0;
    for (const budget of this.#budgets) budget.refill();
    this.#cancelWhere(() => true);
    round?.hosts.forEach(({ outstanding }, host) => {
      for (let probe = 0; probe < outstanding; probe++) this.#launch(round.id, host, attemptOf(round));
    });
  }

  /** Nothing of it comes back after this. */
  close(): void {
    this.#lostNames.close();
    this.#lookups.abandon();
    this.#cancelWhere(() => true);
  }

  #cancelWhere(isMeant: (running: Running) => boolean, ofHost?: number): void {
    for (let host = ofHost ?? 0; host <= (ofHost ?? this.#running.length - 1); host++)
      for (const running of this.#running[host]!) if (isMeant(running)) running.probe.cancel();
  }

  // A recovery launches every few milliseconds: all its launches share the lookup that is under way. It may outlast them,
  // for c-ares asks every server in turn, and its answer is still welcome then; a launch has the time of a probe, no more.
  #resolve(round: number, host: number): void {
    let pending = true;
    const end = (): void => {
      pending = false;
      timer.cancel();
      this.#running[host]!.delete(running);
    };
    const settle = (error: string | null): void => {
      if (!pending) return;
      end();
      // With an address the way changes from unknown to known, and that starts a probe of its own.
      if (error !== null) this.#fail(round, host, error);
    };
    const timer = this.#parts.clock.setTimer(() => settle('ETIMEDOUT'), this.#timeoutMs, { unref: true });
    const running: Running = { round, probe: { cancel: end }, attempt: null, lanes: [] };
    this.#running[host]!.add(running);
    this.#lookups.lookUp(host).then(
      () => settle(null),
      (error: NodeJS.ErrnoException) => settle(error.code ?? 'ENOTFOUND'),
    );
  }

  #launchLater(round: number, host: number, launch: () => void, waitMs: number, mayHurry = false): void {
    const end = (): void => {
      timer.cancel();
      this.#running[host]!.delete(running);
    };
    const fire = (): boolean => {
      end();
      launch();
      return true;
    };
    const timer = this.#parts.clock.setTimer(fire, waitMs, { unref: true });
    const wait = { round, probe: { cancel: end }, attempt: null, lanes: [] };
    const running: Running = mayHurry ? { ...wait, hurry: fire } : wait;
    this.#running[host]!.add(running);
  }

  #cancelOthers(host: number, answered: Running): void {
    this.#cancelWhere((each) => each !== answered && each.round === answered.round, host);
  }

  #fail(round: number, host: number, error: string): void {
    this.#hosts.recordFailure(host, error);
    this.#observer.onOutcome(round, host, false, false);
  }
}
