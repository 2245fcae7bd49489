import type { Clock } from '../clock.ts';
import type { PortalClient } from '../probe/portal-contract.ts';
import type { Backend } from './backend.ts';
import type { NameResolver } from './resolver.ts';
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
