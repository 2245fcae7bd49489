import type { Clock } from '../clock.ts';
import type { Prober } from '../probe/contract.ts';
import type { PortalClient } from '../probe/portal-contract.ts';
import type { EngineTap } from '../record/engine-tap.ts';
import type { NetworkSource } from '../sources/contract.ts';
import type { NameResolver } from './resolver.ts';

/** What the engine is made of; tests give their own. */
export interface EngineParts {
  source: NetworkSource;
  prober: Prober;
  resolver: NameResolver;
  /** Null where nobody looks for a captive portal. */
  portal: PortalClient | null;
  clock: Clock;
  /** A number in [0, 1). */
  random: () => number;
  /** Null while nobody records. */
  tap?: EngineTap | null;
}
