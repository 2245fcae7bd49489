import type { MonitorCounters } from './snapshot.ts';

/** Those of a monitor that has not been started. */
export const NO_COUNTS: MonitorCounters = Object.freeze({
  messages: 0,
  wakeups: 0,
  resyncs: 0,
  overflows: 0,
  checks: 0,
  probes: 0,
  stateChanges: 0,
  dropped: 0,
  audits: 0,
  drifts: 0,
  receiveBufferBytes: 0,
});
