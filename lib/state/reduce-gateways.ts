import type { Draft } from './draft.ts';
import { areGatewaysDead, gatewaysOf } from './gateways.ts';
import type { MachineEvent } from './machine.ts';
import type { StateCause, StateReason } from './network-state.ts';

/** Why no host answers while there is a way. */
export function reasonOfSilence(draft: Draft): StateReason {
  return areGatewaysDead(draft.paths, draft.failedGateways) ? 'gateway-dead' : 'unreachable';
}

/**
 * That a gateway can't be resolved proves nothing by itself: an entry of the kernel fails when nobody needs it, too. So it
 * starts a round, and what that comes to decides. While `down` it says why.
 */
export function onGateway(draft: Draft, event: Extract<MachineEvent, { type: 'gateway' }>): void {
  const { gateway, failed, cause } = event;
  const others = draft.failedGateways.filter((each) => each !== gateway);
  if (failed === others.length < draft.failedGateways.length) return;
  // Of a gateway that leads nowhere, or not any more, nothing follows.
  if (!gatewaysOf(draft.paths).includes(gateway)) return;
  draft.failedGateways = failed ? [...others, gateway] : others;
  if (draft.state === 'down') return duringOutage(draft, failed, cause);
  if (failed || draft.state === 'degraded') askForRound(draft, cause);
}

// The recovery goes on as it was when one more gateway fails: probes of its own are what make the kernel notice.
function duringOutage(draft: Draft, failed: boolean, cause: StateCause): void {
  draft.publish('down', reasonOfSilence(draft), cause);
  // Rule 7: an event restarts the schedule. A regular round has to come to its end, for somebody asked for it.
  if (!failed && draft.round?.kind !== 'regular') draft.startRound('recovery', cause);
}

function askForRound(draft: Draft, cause: StateCause): void {
  if (draft.round === null) draft.startRound('regular', cause);
  else if (draft.hasAnswers()) draft.askAgain();
}

/** A host was reached: so was the gateway that leads to it, where there is but one. */
export function hearFromGateway(draft: Draft, host: number): void {
  if (draft.failedGateways.length === 0) return;
  const [gateway, ...others] = draft.paths[host]?.gateways ?? [];
  if (gateway !== undefined && others.length === 0)
    draft.failedGateways = draft.failedGateways.filter((each) => each !== gateway);
}

/** The ways are others now. What was heard of a gateway that is used no more is not kept: its recovery will not be heard. */
export function forgetGateways(draft: Draft, cause: StateCause): void {
  if (draft.failedGateways.length > 0) {
    const used = gatewaysOf(draft.paths);
    draft.failedGateways = draft.failedGateways.filter((gateway) => used.includes(gateway));
  }
  // Also where there was no way before: what was broken then is not what keeps it down now.
  if (draft.state === 'down') draft.publish('down', reasonOfSilence(draft), cause);
}
