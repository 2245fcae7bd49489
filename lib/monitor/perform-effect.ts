import type { Effect } from '../state/machine.ts';
import type { EngineObserver } from './engine-observer.ts';
import type { EngineParts } from './engine-parts.ts';
import type { EngineTimers } from './engine-timers.ts';
import type { Launcher } from './launcher.ts';
import type { PortalWatch } from './portal-watch.ts';

/** Who does what the reducer wants done. */
export interface EffectHands {
  readonly launcher: Launcher;
  readonly timers: EngineTimers;
  readonly portal: PortalWatch;
  readonly parts: EngineParts;
  readonly observer: EngineObserver;
}

/** @param closed  whoever was told of an earlier effect has stopped the monitor: what still follows may only end things */
export function performEffect(effect: Effect, hands: EffectHands, closed: boolean): void {
  switch (effect.type) {
    case 'probe':
      if (!closed) hands.launcher.launch(effect.round, effect.host, effect.attempt);
      return;
    case 'cancel':
      return hands.launcher.cancel(effect.host);
    case 'arm-timer':
      if (!closed) hands.timers.arm(effect);
      return;
    case 'disarm-timer':
      return hands.timers.disarm(effect.timer);
    case 'check-portal':
      if (!closed) hands.portal.check(effect.check);
      return;
    case 'forget-portal':
      return hands.portal.forget();
    case 'publish':
      hands.parts.tap?.onPublish(effect);
      return hands.observer.onPublish(effect);
    case 'round-end':
      return hands.observer.onRoundEnd(effect);
  }
}
