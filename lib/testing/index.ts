export { FakeNetwork } from './fake-network.ts';
export type { FakeTarget, FakeTargetChange, FakeTargetState } from './fake-target.ts';
export type { OutageReason } from './outage.ts';
