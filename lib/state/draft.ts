import {
  attemptOf,
  type Effect,
  type HostPath,
  type HostProgress,
  type Machine,
  type Round,
  type TimerName,
  type Transition,
} from './machine.ts';
import type { NetworkState, StateCause, StateReason } from './network-state.ts';
import { NO_PORTAL_KNOWN, type PortalProgress } from './portal-progress.ts';

/** A machine being changed by one event: the moves that the rules are made of. Lives for one call of `reduce`. */
export class Draft implements Machine {
  readonly linkOnly: boolean;
  state: NetworkState;
  reason: StateReason;
  paths: readonly HostPath[];
  round: Round | null;
  nextRoundId: number;
  failedGateways: readonly string[];
  portal: PortalProgress | null;
  /** The event brought a round to its end. */
  hasEndedRound = false;
  readonly #effects: Effect[] = [];

  constructor(machine: Machine) {
    this.linkOnly = machine.linkOnly;
    this.state = machine.state;
    this.reason = machine.reason;
    this.paths = machine.paths;
    this.round = machine.round;
    this.nextRoundId = machine.nextRoundId;
    this.failedGateways = machine.failedGateways;
    this.portal = machine.portal;
  }

  finish(): Transition {
    const { linkOnly, state, reason, paths, round, nextRoundId, failedGateways, portal } = this;
    return {
      machine: { linkOnly, state, reason, paths, round, nextRoundId, failedGateways, portal },
      effects: this.#effects,
    };
  }

  publish(state: NetworkState, reason: StateReason, cause: StateCause): void {
    const previous = this.state;
    this.state = state;
    this.reason = reason;
    if (state !== previous) this.#effects.push({ type: 'publish', state, previous, reason, cause });
  }

  /** The network carries traffic, and this is how well; behind a captive portal never well. */
  decide(state: NetworkState, reason: StateReason, cause: StateCause): void {
    if (this.portal !== null) this.portal = { ...this.portal, otherwise: { state, reason } };
    if (this.portal?.status === 'captive') this.publish('degraded', 'captive-portal', cause);
    else this.publish(state, reason, cause);
  }

  checkPortal(): void {
    if (this.portal === null) return;
    const check = this.portal.check + 1;
    this.portal = { ...this.portal, check, pending: true };
    this.#effects.push({ type: 'check-portal', check });
  }

  forgetPortal(): void {
    if (this.portal === null) return;
    const { check, otherwise, status, pending } = this.portal;
    if (status === 'unknown' && !pending) return;
    this.portal = { ...NO_PORTAL_KNOWN, check, forgotten: check, otherwise };
    this.#effects.push({ type: 'forget-portal' });
  }

  /** Nothing is decided any more. */
  halt(reason: 'monitor-failed' | 'stopped', cause: StateCause): void {
    this.abandonRound();
    this.disarm('periodic');
    this.publish('unknown', reason, cause);
  }

  arm(timer: 'periodic'): void {
    this.#effects.push({ type: 'arm-timer', timer });
  }

  disarm(timer: TimerName): void {
    this.#effects.push({ type: 'disarm-timer', timer });
  }

  /** A new round in place of the one there is. Hosts without a way fail at once, except in a recovery, which waits for it. */
  startRound(kind: 'regular' | 'recovery', cause: StateCause): void {
    this.abandonRound();
    this.disarm('periodic');
    const hosts = this.paths.map((): HostProgress => ({ status: 'pending', outstanding: 0 }));
    this.round = { id: this.nextRoundId++, kind, cause, hosts, step: 0, second: false, again: false };
    if (kind === 'recovery') this.nextRecoveryStep();
    else this.launchIdle();
  }

  /** Ends the round there is with nothing decided. Whoever was to have the round after it is answered as well: none may follow. */
  abandonRound(): void {
    if (this.round === null) return;
    this.round.hosts.forEach((progress, host) => {
      if (progress.outstanding > 0) this.#effects.push({ type: 'cancel', host });
    });
    if (this.round.kind === 'recovery') this.disarm('recovery');
    const { reachable, total } = this.tally();
    const round = this.round.again ? this.nextRoundId : this.round.id;
    this.#effects.push({ type: 'round-end', round, reachable, total });
    this.round = null;
  }

  endRound(reachable: number, total: number): void {
    if (this.round === null) return;
    this.#effects.push({ type: 'round-end', round: this.round.id, reachable, total });
    this.round = null;
    this.hasEndedRound = true;
  }

  /** Rule 4: a regular round in which none answered is tried once more, with fresh sockets. */
  confirm(): void {
    if (this.round === null) return;
    const hosts = this.round.hosts.map((): HostProgress => ({ status: 'pending', outstanding: 0 }));
    this.round = { ...this.round, kind: 'confirm', second: true, hosts };
    this.launchIdle();
  }

  /** Tries those once more whose failure may be that of one lost SYN. False when there are none, or they have been tried. */
  tryAgain(): boolean {
    const round = this.round;
    if (round === null || round.second || !round.hosts.some(isDoubtful)) return false;
    const hosts = round.hosts.map((progress): HostProgress =>
      isDoubtful(progress) ? { status: 'pending', outstanding: 0 } : progress,
    );
    this.round = { ...round, second: true, hosts };
    this.launchIdle();
    return true;
  }

  /** Rule 7: fresh sockets for every host, beside those that are still waiting. */
  nextRecoveryStep(): void {
    const round = this.round;
    if (round === null) return;
    const step = round.step + 1;
    this.round = { ...round, step };
    this.paths.forEach((path, host) => path.usable && this.#launch(host, step));
    this.#effects.push({ type: 'arm-timer', timer: 'recovery', step });
  }

  makeRegular(): void {
    if (this.round !== null) this.round = { ...this.round, kind: 'regular' };
  }

  /** What is under way has had no limit but that of its connects, and others wait for the round's end now. */
  limitRound(): void {
    if (this.round !== null && !this.isComplete()) this.#effects.push({ type: 'limit', round: this.round.id });
  }

  /** A socket for each undecided host that has none; failure for each that has no way. */
  launchIdle(): void {
    this.round?.hosts.forEach((progress, host) => {
      if (progress.status !== 'pending') return;
      if (this.paths[host]?.usable !== true) this.settle(host, 'failed');
      else if (progress.outstanding === 0) this.#launch(host);
    });
  }

  /** The host's way changed: what was under way says nothing about the new one. */
  relaunch(host: number): void {
    if (this.round?.hosts[host] === undefined) return;
    this.#effects.push({ type: 'cancel', host });
    this.#setProgress(host, { status: 'pending', outstanding: 0 });
    if (this.paths[host]?.usable === true) this.#launch(host);
    else this.settle(host, 'failed');
  }

  settle(host: number, status: 'reachable' | 'failed'): void {
    const progress = this.round?.hosts[host];
    if (progress === undefined || progress.status === status) return;
    // One probe has just ended when the host answered; any others are of no more use.
    if (progress.outstanding > 1) this.#effects.push({ type: 'cancel', host });
    this.#setProgress(host, { status, outstanding: 0 });
  }

  probeFailed(host: number, doubtful: boolean): void {
    const progress = this.round?.hosts[host];
    if (progress === undefined || progress.status !== 'pending') return;
    const outstanding = Math.max(0, progress.outstanding - 1);
    const over = outstanding === 0 && this.round?.kind !== 'recovery';
    this.#setProgress(host, { status: over ? 'failed' : 'pending', outstanding, doubtful });
  }

  /** The round there is from its beginning, with fresh sockets; whoever waits for it waits on. */
  restartRound(cause: StateCause): void {
    if (this.round === null) return;
    const again = this.round;
    again.hosts.forEach(({ outstanding }, host) => {
      if (outstanding > 0) this.#effects.push({ type: 'cancel', host });
    });
    const hosts = again.hosts.map((): HostProgress => ({ status: 'pending', outstanding: 0 }));
    this.round = { ...again, kind: 'regular', second: false, cause, hosts };
    this.launchIdle();
  }

  forgetRtts(): void {
    this.#effects.push({ type: 'forget-rtts' });
  }

  askAgain(): void {
    if (this.round !== null) this.round = { ...this.round, again: true };
  }

  hasAnswers(): boolean {
    return this.round?.hosts.some((progress) => progress.status !== 'pending') ?? false;
  }

  isComplete(): boolean {
    return this.round?.hosts.every((progress) => progress.status !== 'pending') ?? false;
  }

  tally(): { reachable: number; total: number } {
    const hosts = this.round?.hosts ?? [];
    return { reachable: hosts.filter((progress) => progress.status === 'reachable').length, total: hosts.length };
  }

  #launch(host: number, step = 0): void {
    const round = this.round;
    const progress = round?.hosts[host];
    if (round === null || progress === undefined) return;
    this.#effects.push({ type: 'probe', round: round.id, host, attempt: attemptOf(round), step });
    this.#setProgress(host, { ...progress, outstanding: progress.outstanding + 1 });
  }

  #setProgress(host: number, progress: HostProgress): void {
    if (this.round === null) return;
    this.round = { ...this.round, hosts: this.round.hosts.map((old, index) => (index === host ? progress : old)) };
  }
}

function isDoubtful({ status, doubtful }: HostProgress): boolean {
  return status === 'failed' && doubtful === true;
}
