import type { Draft } from './draft.ts';
import { type HostPath, isOver, isRunning, type Machine, type MachineEvent } from './machine.ts';
import { heard, isWorthAsking } from './portal-progress.ts';

/** Before the event is decided upon: what is known of a portal is known of the ways that there were. */
export function forgetPortalOfOldWays(draft: Draft, event: MachineEvent): void {
  if (draft.portal === null || event.type !== 'table') return;
  // An outage is announced first: the rest comes after it.
  if (isAnyUsable(event.paths) && haveMoved(draft.paths, event.paths)) draft.forgetPortal();
}

/** After it: the portal is asked for when the ways are new or the network has just come back, and at the end of rounds. */
export function attendPortal(before: Machine, draft: Draft, event: MachineEvent): void {
  if (draft.portal === null) return;
  if (isOver(draft) || !isAnyUsable(draft.paths)) return giveUp(draft);
  const running = isRunning(draft);
  // What answers after an outage may be another network.
  if (isRunning(before) && !running) draft.forgetPortal();
  // So may what there is after a sleep. What is known stays until that is answered.
  const isNew = running && (!isRunning(before) || event.type === 'wake' || haveMoved(before.paths, draft.paths));
  if (isNew || (isOccasion(draft, event) && isDue(draft))) draft.checkPortal();
}

export function onPortal(draft: Draft, event: Extract<MachineEvent, { type: 'portal' }>): void {
  if (draft.portal === null || !draft.portal.pending || event.check !== draft.portal.check) return;
  draft.portal = heard(draft.portal, event.status);
  const { otherwise } = draft.portal;
  if (otherwise === null || !isRunning(draft)) return;
  draft.decide(otherwise.state, otherwise.reason, event.cause);
  // Nothing else would ask again: there are no rounds.
  if (draft.linkOnly && isWorthAsking(draft.portal)) draft.arm('periodic');
}

// Before there is a way, and after the end, nothing is asked and nothing is known.
function giveUp(draft: Draft): void {
  draft.forgetPortal();
  if (draft.linkOnly) draft.disarm('periodic');
}

function isOccasion(draft: Draft, event: MachineEvent): boolean {
  return draft.hasEndedRound || (draft.linkOnly && event.type === 'timer');
}

// One check at a time; only a new way is worth giving up the one that is under way for.
function isDue({ portal, state }: Draft): boolean {
  return portal !== null && (isWorthAsking(portal) || (state === 'degraded' && !portal.pending));
}

function isAnyUsable(paths: readonly HostPath[]): boolean {
  return paths.some((path) => path.usable);
}

function haveMoved(before: readonly HostPath[], paths: readonly HostPath[]): boolean {
  return paths.length !== before.length || paths.some((path, host) => path.key !== before[host]!.key);
}
