import type { ProbeOutcome, ProbeTarget } from '../probe/contract.ts';
import type { PortalAnswer } from '../probe/portal-contract.ts';
import type { PathQuery, PathRecord, SourceBatch } from '../sources/contract.ts';
import type { DampingSettings } from '../state/damping.ts';
import type { NetworkState, StateCause, StateReason } from '../state/network-state.ts';
import type { EngineCheckpoint, SessionCheckpoint } from './checkpoint.ts';
import type { Hint } from './hint.ts';

/** Grows when a reader of before could no longer make sense of a file. */
export const FORMAT_VERSION = 1;

/** What a recording says of itself in its header. */
export const FORMAT_NAME = 'netwake-recording';

/** What the outcome of a read that was no datagram starts with; no base64 does. */
export const OUTCOME_MARK = '!';

/** The options that decide what the monitor makes of what it hears. */
export interface RecordedSettings {
  checkIntervalMs: number;
  checkTimeoutMs: number;
  checkHosts: ReadonlyArray<{ host: string; port: number | null }>;
  auditIntervalMs: number | null;
  /** Absent in recordings of before there was such an option, and when it is not set. */
  gatewayProbe?: boolean;
  preferredInterfaces: readonly string[];
  ignoreInterfaces: readonly string[];
  /** Absent in recordings of before. */
  flapDamping?: DampingSettings | null;
  /** Null, or absent in files of before there was one: nobody looks for a captive portal. */
  captivePortalUrl?: string | null;
}

/** The view of links and addresses: datagrams in base64, or a batch. */
export type RecordedView = { datagrams: string[]; sequence: number } | { batch: SourceBatch };

/** Where the monitor stood when the recording began in the middle of its life. */
export interface RecordedCheckpoint {
  view: RecordedView;
  engine: EngineCheckpoint;
  session: SessionCheckpoint;
}

/** The first line. docs/recordings.md tells what every field means. */
export interface Header {
  type: 'header';
  format: typeof FORMAT_NAME;
  version: number;
  netwake: string;
  wall: string;
  anonymized: boolean;
  events: 'netlink' | 'polling';
  probes: 'native' | 'socket';
  settings: RecordedSettings;
  checkpoint: RecordedCheckpoint | null;
}

/** What happened, without its time. */
export type Happening =
  | { type: 'read'; tape: string[]; paths?: PathRecord[] }
  | { type: 'batch'; batch: SourceBatch }
  | { type: 'watch'; queries: PathQuery[]; paths: PathRecord[] | null }
  | { type: 'audit' }
  | { type: 'failure'; message: string }
  | { type: 'probe'; probe: number; target: ProbeTarget }
  | ({ type: 'outcome'; probe: number } & ProbeOutcome)
  | { type: 'lookup'; lookup: number; name: string }
  | { type: 'answer'; lookup: number; addresses: Array<{ family: 4 | 6; address: string }> }
  | { type: 'answer'; lookup: number; error: string }
  | { type: 'request'; request: number; url: string }
  | ({ type: 'response'; request: number } & PortalAnswer)
  | { type: 'timer'; timer: number; delayMs: number }
  | { type: 'fired'; timer: number }
  | { type: 'random'; value: number }
  | { type: 'check' }
  | Hint
  | { type: 'relaunch' }
  | { type: 'stop' }
  | { type: 'state'; state: NetworkState; previous: NetworkState; reason: StateReason; cause: StateCause }
  | { type: 'clock'; wall: string }
  | { type: 'end'; reason: EndReason };

/** Why a recording came to its end. */
export type EndReason = 'stopped' | 'limit';

/** Every line but the first. */
export type Entry = Happening & {
  /** Milliseconds since the recording began, by the monotonic clock. */
  at: number;
  /** It happened within the one before it that came from outside: a listener reads on, or stops the monitor. */
  within?: true;
};
