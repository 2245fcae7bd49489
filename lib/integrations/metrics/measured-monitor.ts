import type { NetworkSnapshot, StateChange } from '../../monitor/snapshot.ts';

/** What is needed of a monitor: a `NetworkMonitor`, or the `FakeNetwork` of a test. */
export interface MeasuredMonitor {
  snapshot(): NetworkSnapshot;
  on(event: 'state', listener: (change: StateChange) => void): unknown;
  off(event: 'state', listener: (change: StateChange) => void): unknown;
}
