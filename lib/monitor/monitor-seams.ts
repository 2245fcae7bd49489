import { type Clock, systemClock } from '../clock.ts';
import { HttpPortalClient } from '../probe/http-portal-client.ts';
import type { PortalClient } from '../probe/portal-contract.ts';
import { type Backend, chooseBackend } from './backend.ts';
import type { EngineParts } from './engine-parts.ts';
import { caresResolver, type NameResolver } from './resolver.ts';
import type { MonitorSettings } from './settings.ts';

/** What tests put in the place of the system. */
export interface MonitorSeams {
  clock?: Clock;
  random?: () => number;
  backend?: (settings: MonitorSettings) => Backend;
  resolver?: NameResolver;
  portal?: PortalClient;
  /** `false`: NETWAKE_RECORD is not for this monitor. */
  heedsEnvironment?: boolean;
}

/** The parts that are not of the backend, filled up with the system's own. */
export function fillParts(
  seams: MonitorSeams,
  { checkTimeoutMs }: MonitorSettings,
): Pick<EngineParts, 'resolver' | 'portal' | 'random'> {
  const resolver = seams.resolver ?? caresResolver(checkTimeoutMs);
  const portal = seams.portal ?? new HttpPortalClient(resolver, seams.clock ?? systemClock);
  return { resolver, portal, random: seams.random ?? Math.random };
}

export function makeBackend(seams: MonitorSeams, settings: MonitorSettings): Backend {
  return seams.backend?.(settings) ?? chooseBackend(settings, seams.clock ?? systemClock);
}
