import type { PortalAnswer } from '../probe/portal-contract.ts';
import type { PathQuery } from '../sources/contract.ts';
import type { Effect, Machine } from '../state/machine.ts';
import type { NetworkState, StateCause, StateReason } from '../state/network-state.ts';
import type { PathAnswer } from '../table/path.ts';

/** An address of a check host, literal or resolved. */
interface HostAddress {
  family: 4 | 6;
  address: string;
}

interface LastOutcome {
  reachable: boolean;
  rttMs: number | null;
  error: string | null;
  source: string | null;
  unbound?: true;
}

/** One check host: what it is reached by, and how it answered last. */
export interface HostCheckpoint {
  addresses: HostAddress[];
  watched: Array<HostAddress & { query: PathQuery; interface: string | null }>;
  last: {
    outcome: LastOutcome;
    port: number | null;
    /** ISO 8601, UTC. */
    at: string;
  } | null;
  /** Of a name: launches since it was looked up, and what came of that. Null for a literal address. */
  name: { launches: number; error: string | null; foundAt: string | null } | null;
  families: Array<{
    family: 4 | 6;
    key: string;
    estimate: { smoothedMs: number | null; variationMs: number; backoffs: number };
    last: LastOutcome | null;
    /** Files of before there was this lack it. */
    answers?: boolean;
  }>;
}

export interface HostsCheckpoint {
  nextQueryId: number;
  /** The queries have yet to follow the addresses. */
  stale: boolean;
  hosts: HostCheckpoint[];
}

/** What is known of flaps, and what is held back because of them. */
export interface DamperCheckpoint {
  penalty: number;
  suppressed: boolean;
  /** The state as others know it. */
  told: NetworkState;
  held: Extract<Effect, { type: 'publish' }> | null;
}

/** How the last check for a captive portal ended. */
export interface PortalCheckpoint {
  /** Its number. */
  check: number;
  answer: PortalAnswer;
  /** ISO 8601, UTC. */
  at: string;
}

/** Where an engine stands, but for links and addresses, which its source tells. */
export interface EngineCheckpoint {
  machine: Machine;
  hosts: HostsCheckpoint;
  answers: PathAnswer[];
  timers: Array<Extract<Effect, { type: 'arm-timer' }>>;
  /** Null when nothing is damped, and absent in recordings of before. */
  damping?: DamperCheckpoint | null;
  portal: PortalCheckpoint | null;
}

/** The state as listeners were told last. */
export interface SessionCheckpoint {
  state: NetworkState;
  reason: StateReason;
  cause: StateCause;
  /** ISO 8601, UTC. */
  since: string;
}
