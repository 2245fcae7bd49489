import type { NetworkState, StateCause, StateReason } from './network-state.ts';
import { NO_PORTAL_KNOWN, type PortalProgress, type PortalStatus } from './portal-progress.ts';

/** What is known of the way to one check host. */
export interface HostPath {
  usable: boolean;
  reason: StateReason;
  /** Differs when route, source address, output interface or carrier differ. */
  key: string;
  /** The gateways that lead there, as `gatewayKey` names them. None when some way needs none. */
  gateways?: readonly string[];
}

/** Where one check host stands in a round. */
export interface HostProgress {
  status: 'pending' | 'reachable' | 'failed';
  /** Probes under way for it. */
  outstanding: number;
  /** It failed by a time limit so short that one lost SYN is enough for it. */
  doubtful?: boolean;
}

/**
 * One verification of all check hosts.
 *
 * `regular` decides when every host has answered or failed. `confirm` is the second try of a regular round in which none
 * answered. `recovery` goes on, with fresh sockets on a schedule, until some host answers.
 */
export interface Round {
  readonly id: number;
  readonly kind: 'regular' | 'confirm' | 'recovery';
  readonly cause: StateCause;
  readonly hosts: readonly HostProgress[];
  /** Recovery only: launches made so far. */
  readonly step: number;
  /** Its failures are final, however short the time limit was: what failed is being tried for the second time. */
  readonly second: boolean;
  /** Somebody asked for a round while this one had answers already: another follows. */
  readonly again: boolean;
}

/** Everything that the decision depends on. Immutable: `reduce` answers a new one. */
export interface Machine {
  readonly linkOnly: boolean;
  readonly state: NetworkState;
  readonly reason: StateReason;
  readonly paths: readonly HostPath[];
  readonly round: Round | null;
  readonly nextRoundId: number;
  /** Gateways, among those of the paths, that were heard to have failed and of which nothing better has been heard since. */
  readonly failedGateways: readonly string[];
  /** Null: nobody looks for one. */
  readonly portal: PortalProgress | null;
}

export type MachineEvent =
  /** The table changed. `paths` has one entry a check host; in link-only mode one entry for the machine. */
  | { type: 'table'; paths: readonly HostPath[]; cause: StateCause }
  /** A probe of round `round` ended; or it was not answered within a time limit that forgives no lost SYN, and goes on. */
  | { type: 'probe'; round: number; host: number; reachable: boolean; doubtful?: boolean; cause: StateCause }
  | { type: 'timer'; timer: TimerName }
  /** A gateway can't be reached, or can again. */
  | { type: 'gateway'; gateway: string; failed: boolean; cause: StateCause }
  /** Check number `check` for a captive portal was answered; `unknown` when it was not. */
  | { type: 'portal'; check: number; status: PortalStatus; cause: StateCause }
  /** Somebody asks for a round now. */
  | { type: 'check'; cause: StateCause }
  /** The machine slept. */
  | { type: 'wake'; cause: StateCause }
  /** Traffic is said to get through. */
  | { type: 'success'; cause: StateCause }
  /** It is said not to. */
  | { type: 'suspicion'; cause: StateCause }
  /** Nothing has happened: something waits for its turn among the events. */
  | { type: 'turn' }
  | { type: 'failed'; cause: StateCause }
  | { type: 'stopped'; cause: StateCause };

/** How long a probe is waited for: the first of a round, the second after a doubtful failure, or one of many in a recovery. */
export type ProbeAttempt = 'first' | 'second' | 'recovery';

export type TimerName = 'periodic' | 'recovery';

export type Effect =
  /** Probe this host with a fresh socket. `step`: for which launch of a recovery, 1 for the first; 0 for none of them. */
  | { type: 'probe'; round: number; host: number; attempt: ProbeAttempt; step: number }
  /** Give up what is under way for this host. */
  | { type: 'cancel'; host: number }
  /** What is under way for this round is to be waited for as in any round that ends. */
  | { type: 'limit'; round: number }
  | { type: 'arm-timer'; timer: 'periodic' }
  /** `step` counts the launches of this recovery: 1 after the first. */
  | { type: 'arm-timer'; timer: 'recovery'; step: number }
  | { type: 'disarm-timer'; timer: TimerName }
  /** What was measured of the network before says nothing of the one that there is now. */
  | { type: 'forget-rtts' }
  /** Ask the URL that a captive portal would answer in place of, and give up an older check. */
  | { type: 'check-portal'; check: number }
  /** What was asked and answered says nothing any more. */
  | { type: 'forget-portal' }
  | { type: 'publish'; state: NetworkState; previous: NetworkState; reason: StateReason; cause: StateCause }
  /** A round came to an end, with or without a change: every check that waits for this one, or an earlier one, is answered. */
  | { type: 'round-end'; round: number; reachable: number; total: number };

export interface Transition {
  machine: Machine;
  effects: Effect[];
}

/** The machine of a monitor that has been made and not yet started. */
export function initialMachine(options: { linkOnly: boolean; portal?: boolean }): Machine {
  return {
    linkOnly: options.linkOnly,
    state: 'unknown',
    reason: 'not-started',
    paths: [],
    round: null,
    nextRoundId: 1,
    failedGateways: [],
    portal: options.portal === true ? NO_PORTAL_KNOWN : null,
  };
}

/** `up` and `degraded`: decided by rounds. The others leave at the first answer. */
export function isRunning(machine: Machine): boolean {
  return machine.state === 'up' || machine.state === 'degraded';
}

/** After a failure of the monitor itself, or its stop, what still arrives says nothing about the network. */
export function isOver(machine: Machine): boolean {
  return machine.reason === 'monitor-failed' || machine.reason === 'stopped';
}

/** What a probe that is made in this round is. */
export function attemptOf({ kind, second }: Round): ProbeAttempt {
  if (kind === 'recovery') return 'recovery';
  return second ? 'second' : 'first';
}

/** Whether the very same ways are meant. */
export function areSamePaths(paths: readonly HostPath[], before: readonly HostPath[]): boolean {
  if (paths.length !== before.length) return false;
  for (let host = 0; host < paths.length; host++) if (paths[host] !== before[host]) return false;
  return true;
}
