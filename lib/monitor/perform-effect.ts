import type { Effect } from '../state/machine.ts';
import type { CheckHosts } from './check-hosts.ts';
import type { Damper } from './damper.ts';
import type { EngineObserver } from './engine-observer.ts';
import type { EngineTimers } from './engine-timers.ts';
import type { Launcher } from './launcher.ts';
import type { PortalWatch } from './portal-watch.ts';

/** Who does what the reducer wants done. */
export interface EffectHands {
  readonly launcher: Launcher;
  readonly timers: EngineTimers;
  readonly portal: PortalWatch;
  readonly hosts: CheckHosts;
  readonly damper: Damper;
  readonly observer: EngineObserver;
}

/** @param closed  whoever was told of an earlier effect has stopped the monitor: what still follows may only end things */
export function performEffect(effect: Effect, hands: EffectHands, closed: boolean): void {
  switch (effect.type) {
    // First: it is what others wait for, and a switch over texts compares one after another.
    case 'publish':
      return hands.damper.publish(effect);
    case 'probe':
      if (!closed) hands.launcher.launch(effect);
      return;
    case 'cancel':
      return hands.launcher.cancel(effect.host);
    case 'limit':
      return hands.launcher.limit(effect.round);
    case 'arm-timer':
      if (!closed) hands.timers.arm(effect, hands.launcher.answeredMs);
      return;
    case 'disarm-timer':
      return hands.timers.disarm(effect.timer);
    case 'forget-rtts':
      return hands.hosts.forgetRtts();
    case 'check-portal':
      if (!closed) hands.portal.check(effect.check);
      return;
    case 'forget-portal':
      return hands.portal.forget();
    case 'round-end':
      hands.launcher.endRound(effect.round);
      return hands.observer.onRoundEnd(effect);
  }
}
