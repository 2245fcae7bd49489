import type { SourceCounters } from './contract.ts';

/** The counters of a source that has heard nothing. */
export const NO_COUNTS: SourceCounters = Object.freeze({
  messages: 0,
  wakeups: 0,
  resyncs: 0,
  overflows: 0,
  dropped: 0,
  audits: 0,
  drifts: 0,
  receiveBufferBytes: 0,
});
