import { Draft } from './draft.ts';
import { forgetGateways, hearFromGateway, onGateway, reasonOfSilence } from './reduce-gateways.ts';
import { isOver, isRunning, type HostPath, type Machine, type MachineEvent, type Transition } from './machine.ts';
import type { NetworkState, StateCause, StateReason } from './network-state.ts';
import { attendPortal, forgetPortalOfOldWays, onPortal } from './portal.ts';

/**
 * The rules by which the state is decided (CONTRACT: "How the state is decided"). Pure: no clock, no randomness, no
 * sockets; what must be done is in the effects, in order.
 */
export function reduce(machine: Machine, event: MachineEvent): Transition {
  if (isOver(machine) && event.type !== 'stopped') return { machine, effects: [] };
  const draft = new Draft(machine);
  forgetPortalOfOldWays(draft, event);
  switch (event.type) {
    case 'table':
      onTable(draft, event.paths, event.cause);
      break;
    case 'probe':
      onProbe(draft, event);
      break;
    case 'timer':
      onTimer(draft, event.timer);
      break;
    case 'gateway':
      onGateway(draft, event);
      break;
    case 'portal':
      onPortal(draft, event);
      break;
    case 'check':
      onCheck(draft, event.cause);
      break;
    case 'wake':
      onWake(draft, event.cause);
      break;
    case 'success':
      onSuccess(draft, event.cause);
      break;
    case 'suspicion':
      onSuspicion(draft, event.cause);
      break;
    case 'turn':
      break;
    case 'failed':
      draft.halt('monitor-failed', event.cause);
      break;
    case 'stopped':
      draft.halt('stopped', event.cause);
      break;
  }
  attendPortal(machine, draft, event);
  return draft.finish();
}

function onTable(draft: Draft, paths: readonly HostPath[], cause: StateCause): void {
  const before = draft.paths;
  draft.paths = paths;
  if (draft.linkOnly) return decideByLink(draft, cause);
  if (!isAnyUsable(paths)) return loseEveryPath(draft, cause);
  const changed = paths.flatMap((path, host) => (path.key === before[host]?.key ? [] : [host]));
  if (changed.length === 0) return;
  forgetGateways(draft, cause);
  if (draft.state === 'down') return draft.startRound('recovery', cause);
  if (draft.round === null) return draft.startRound('regular', cause);
  for (const host of changed) draft.relaunch(host);
  endWhenComplete(draft, cause);
}

function decideByLink(draft: Draft, cause: StateCause): void {
  const path = draft.paths[0];
  if (path === undefined) return;
  if (path.usable) draft.decide('up', path.reason, cause);
  else draft.publish('down', path.reason, cause);
}

// Rule 2: the kernel says that no check host can be reached, which no probe could know better.
function loseEveryPath(draft: Draft, cause: StateCause): void {
  // The news first: they are waited for, and giving up what was under way is not.
  draft.publish('down', nearestReason(draft.paths), cause);
  if (draft.round !== null) draft.abandonRound();
  draft.disarm('periodic');
  draft.failedGateways = [];
}

function isAnyUsable(paths: readonly HostPath[]): boolean {
  for (const path of paths) if (path.usable) return true;
  return false;
}

// The reason that most hosts share; the first host's among equals.
function nearestReason(paths: readonly HostPath[]): StateReason {
  let best: StateReason = 'no-interface';
  let most = 0;
  for (const { reason } of paths) {
    let count = 0;
    for (const other of paths) if (other.reason === reason) count++;
    if (count > most) [best, most] = [reason, count];
  }
  return best;
}

function onProbe(draft: Draft, event: Extract<MachineEvent, { type: 'probe' }>): void {
  if (draft.round?.id !== event.round) return;
  if (event.reachable) {
    draft.settle(event.host, 'reachable');
    hearFromGateway(draft, event.host);
    if (!isRunning(draft)) leaveDown(draft, event.cause);
  } else {
    draft.probeFailed(event.host, event.doubtful === true);
  }
  endWhenComplete(draft, event.cause);
}

// Rule 3: the first host that answers is enough. The others get a socket if they have none, and the round goes on.
function leaveDown(draft: Draft, cause: StateCause): void {
  const { reachable, total } = draft.tally();
  draft.disarm('recovery');
  draft.makeRegular();
  draft.decide('up', reachable === total ? 'all-hosts-reachable' : 'some-hosts-reachable', cause);
  draft.limitRound();
  draft.launchIdle();
}

function onTimer(draft: Draft, timer: 'periodic' | 'recovery'): void {
  if (timer === 'recovery') {
    if (draft.round?.kind === 'recovery') draft.nextRecoveryStep();
    return;
  }
  if (draft.linkOnly) return;
  const cause: StateCause = { type: 'probe' };
  if (draft.round === null && isRunning(draft)) draft.startRound('regular', cause);
  endWhenComplete(draft, cause);
}

function onCheck(draft: Draft, cause: StateCause): void {
  if (draft.linkOnly || !isAnyUsable(draft.paths)) return;
  if (draft.round === null || draft.round.kind === 'recovery') draft.startRound('regular', cause);
  else if (draft.hasAnswers()) draft.askAgain();
  endWhenComplete(draft, cause);
}

// The network may be another one by now: what was under way when the machine fell asleep says nothing of it.
function onWake(draft: Draft, cause: StateCause): void {
  draft.forgetRtts();
  if (draft.linkOnly || !isAnyUsable(draft.paths)) return;
  if (draft.state === 'down') return draft.startRound('recovery', cause);
  if (draft.round === null) draft.startRound('regular', cause);
  else draft.restartRound(cause);
  endWhenComplete(draft, cause);
}

// What others say decides nothing: it has the hosts asked, sooner than they would have been.
function onSuccess(draft: Draft, cause: StateCause): void {
  if (draft.round?.kind === 'recovery') draft.startRound('recovery', cause);
}

// As a check that is asked for, but that in a recovery it says nothing new.
function onSuspicion(draft: Draft, cause: StateCause): void {
  if (draft.round?.kind !== 'recovery') onCheck(draft, cause);
}

// Rule 4. A recovery has no such end: it goes on until a host answers.
function endWhenComplete(draft: Draft, cause: StateCause): void {
  const round = draft.round;
  if (round === null || round.kind === 'recovery' || !draft.isComplete()) return;
  const { reachable, total } = draft.tally();
  if (reachable === 0 && isRunning(draft) && round.kind === 'regular') {
    draft.confirm();
    // Every path may have gone in the meantime, and then nothing was launched.
    return endWhenComplete(draft, cause);
  }
  // Of several hosts one that fails alone would make it degraded: a single lost SYN is not to.
  if (reachable > 0 && draft.tryAgain()) return endWhenComplete(draft, cause);
  draft.endRound(reachable, total);
  if (reachable === 0) {
    draft.disarm('periodic');
    draft.publish('down', reasonOfSilence(draft), cause);
    // A recovery has no end, and who asked for a round must get one that has.
    return draft.startRound(round.again ? 'regular' : 'recovery', round.cause);
  }
  const [state, reason] = decide(reachable, total);
  draft.decide(state, reason, cause);
  if (round.again) draft.startRound('regular', cause);
  else draft.arm('periodic');
}

function decide(reachable: number, total: number): [NetworkState, StateReason] {
  return reachable === total ? ['up', 'all-hosts-reachable'] : ['degraded', 'some-hosts-reachable'];
}
