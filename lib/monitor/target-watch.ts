import type { ClockTimer } from '../clock.ts';
import type { PathQuery } from '../sources/contract.ts';
import type { HostPath } from '../state/machine.ts';
import type { NetworkState, StateReason } from '../state/network-state.ts';
import type { WayTable } from '../table/side-table.ts';
import type { CheckHost } from './check-host.ts';
import { CheckHosts } from './check-hosts.ts';
import type { Way } from './events.ts';
import { type TargetGround, tellsWays } from './target-ground.ts';
import { TargetChecks } from './target-checks.ts';
import { TargetProbes } from './target-probes.ts';
import type { WaitLimits } from './waiting-list.ts';

/** Whether a target can be used; `unknown` while that has yet to be found out. */
export type TargetState = 'up' | 'down' | 'unknown';

/** What a target's `state` listeners are told. */
export interface TargetChange {
  readonly state: TargetState;
  readonly previous: TargetState;
  /** Why: of the way to it, or `unreachable` when it does not answer. */
  readonly reason: StateReason;
}

/** What a check of a target found. */
export interface TargetCheck {
  readonly state: TargetState;
  /** Whether it answered; null of this machine itself, which is not asked. */
  readonly reachable: boolean | null;
  readonly rttMs: number | null;
  /** errno name or DNS error, or null. */
  readonly error: string | null;
}

/**
 * How long a target that has not been asked yet is neither one nor the other once the network is down: an answer takes less
 * in a LAN, and in most others. Who has none by then counts as silent, until it comes.
 */
export const DOUBT_MS = 300;

/** How many of the ways that it had are remembered: connections that were made over them may live on. */
const MOST_WAYS = 8;

function wayKey({ interface: name, source }: Pick<Way, 'interface' | 'source'>): string {
  return `${name} ${source}`;
}

/**
 * What is known of one destination, for all who ask after it: the way to it, and while the network is down whether it answers all
 * the same. Probed only while somebody waits.
 */
export class TargetWatch {
  queries: readonly PathQuery[] = [];
  readonly hosts: CheckHosts;
  readonly #ground: TargetGround;
  readonly #table: WayTable;
  readonly #probes: TargetProbes;
  readonly #checks: TargetChecks;
  readonly #listeners = new Set<(change: TargetChange) => void>();
  #way: HostPath | null = null;
  /** While the network is down: whether it has answered since, over the present way. Null: it has not been asked. */
  #answers: boolean | null = null;
  #network: NetworkState = 'unknown';
  #state: TargetState = 'unknown';
  /** Interfaces and sources by which it was reached, the latest last. */
  #ways: readonly string[] = [];
  #attendants = 0;
  #doubt: ClockTimer | null = null;
  /** The last probe that was made before it answered: what is heard of those later says nothing. */
  #provenBy = 0;

  /** @param host  another machine than this one */
  constructor(
    host: CheckHost,
    ground: TargetGround,
    table: WayTable,
    takeQueryId: () => number,
    onAddresses: () => void,
  ) {
    this.#ground = ground;
    this.#table = table;
    const { settings, clock } = ground;
    this.hosts = new CheckHosts([host], settings.preferredInterfaces, () => clock.wallNow(), takeQueryId);
    this.#probes = new TargetProbes(ground, this.hosts, table, {
      onOutcome: (round, reachable) => this.#onOutcome(round, reachable),
      onAddresses,
    });
    this.#checks = new TargetChecks(clock, () => (this.#way === null ? null : this.#probes.launch()));
    // Only a lookup: without an address there is nothing to be probed.
    if (this.hosts.needsAddress(0)) this.#probes.launch();
  }

  // In the event that changes the network's state others are told before this one is, and may well ask.
  get state(): TargetState {
    const network = this.#ground.state();
    return network === this.#network ? this.#state : this.#judge(network, this.#presumption(network));
  }

  listen(listener: (change: TargetChange) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Takes in what has changed: the ways, or the state of the network. */
  look(): void {
    const network = this.#ground.state();
    // Of what could not be asked for, before the first look at the machine or after a failure, nothing is known.
    const isKnown = this.queries.length > 0 || tellsWays(this.#ground);
    const way = isKnown ? (this.hosts.paths(this.#table)?.[0] ?? null) : null;
    const moved = way?.key !== this.#way?.key;
    if (moved || network !== this.#network) {
      this.#provenBy = 0;
      this.#answers = this.#presumption(network);
      this.#endDoubt();
    }
    this.#way = way;
    if (moved) this.#remember();
    this.#network = network;
    if (moved) this.#probes.dropStale();
    if (moved && this.#checks.size > 0) this.#checks.begin();
    this.#schedule(moved);
    this.#tell();
  }

  // Asked for in the event that moves it, too, before this has been told.
  hasLost(path: Pick<Way, 'interface' | 'source'>): boolean {
    const key = wayKey(path);
    if (!this.#ways.includes(key)) return false;
    const isUsable = this.hosts.paths(this.#table)?.[0]?.usable === true;
    return !isUsable || this.#presentWay() !== key;
  }

  /** Somebody waits until it is usable: it is probed until {@link leave}. */
  attend(): void {
    this.#attendants++;
    this.#schedule(false);
  }

  leave(): void {
    this.#attendants--;
    this.#schedule(false);
  }

  /** The outcome of a probe that goes out after the call. @param owner  by whom it can be rejected */
  check(owner: object, limits: WaitLimits): Promise<TargetCheck> {
    const outcome = this.#checks.ask(owner, limits);
    this.#beginDoubt();
    return outcome;
  }

  /** Without one a check waits for what the source has yet to tell. */
  get hasWay(): boolean {
    return this.#way !== null;
  }

  rejectChecks(owner: object, error: Error): void {
    this.#checks.rejectAll(error, owner);
  }

  /** The machine slept, say: what comes next on the schedule may be far off. */
  hasten(): void {
    if (this.#probes.scheduled) this.#probes.restart();
  }

  close(error: Error): void {
    this.#endDoubt();
    this.#probes.close();
    this.#checks.rejectAll(error);
    this.#listeners.clear();
  }

  #presentWay(): string | null {
    const view = this.hosts.viewOf(0);
    return view === null ? null : wayKey(view);
  }

  #remember(): void {
    const key = this.#way?.usable === true ? this.#presentWay() : null;
    if (key !== null) this.#ways = [...this.#ways.filter((each) => each !== key), key].slice(-MOST_WAYS);
  }

  #schedule(moved: boolean): void {
    const wanted =
      this.#attendants > 0 && this.#network === 'down' && this.#way?.usable === true && this.#answers !== true;
    if (!wanted && this.#probes.scheduled) {
      if (this.#checks.size === 0) this.#probes.cancel();
      else this.#probes.unschedule();
    }
    if (this.#attendants > 0) this.#beginDoubt();
    if (wanted && (moved || !this.#probes.scheduled)) this.#probes.restart();
    this.#probes.follow(this.#attendants > 0 && this.#way !== null ? [this.#way] : []);
  }

  #onOutcome(round: number, reachable: boolean): void {
    this.#checks.answer(round, reachable, () => this.#found(reachable));
    if (this.#network !== 'down' || (!reachable && round <= this.#provenBy)) return;
    this.#answers = reachable;
    if (reachable) this.#provenBy = this.#probes.round;
    this.#endDoubt();
    this.#schedule(false);
    this.#tell();
  }

  // The state that it leads to is part of the answer.
  #found(reachable: boolean): TargetCheck {
    const { rttMs, error } = this.hosts.snapshots(this.#ground.settings.checkTimeoutMs, [])[0]!;
    const usable = this.#way?.usable === true && (reachable || this.#network !== 'down');
    return Object.freeze({ state: usable ? 'up' : 'down', reachable, rttMs, error });
  }

  // What was down has to prove that it is not; what was up has the benefit of the doubt, for a moment.
  #presumption(network: NetworkState): boolean | null {
    return network === 'down' && this.#state === 'down' ? false : null;
  }

  #judge(network: NetworkState, answers: boolean | null): TargetState {
    if (!tellsWays(this.#ground)) return 'unknown';
    if (this.#way?.usable === false) return 'down';
    if (network === 'unknown' && this.#way === null) return 'unknown';
    if (network !== 'down' || answers === true) return 'up';
    return answers === false ? 'down' : 'unknown';
  }

  #tell(): void {
    const state = this.#judge(this.#network, this.#answers);
    if (state === this.#state) return;
    const previous = this.#state;
    this.#state = state;
    const reason = this.#way?.usable === false ? this.#way.reason : state === 'up' ? 'link-usable' : 'unreachable';
    const change = Object.freeze({ state, previous, reason });
    for (const listener of [...this.#listeners]) listener(change);
  }

  #beginDoubt(): void {
    if (this.#doubt !== null || this.#network !== 'down') return;
    if (this.#judge(this.#network, this.#answers) !== 'unknown') return;
    const end = (): void => {
      this.#doubt = null;
      this.#answers = false;
      this.#tell();
    };
    this.#doubt = this.#ground.clock.setTimer(end, DOUBT_MS, { unref: true });
  }

  #endDoubt(): void {
    this.#doubt?.cancel();
    this.#doubt = null;
  }
}
