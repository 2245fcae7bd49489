import type { Clock } from '../clock.ts';
import type { Prober } from '../probe/contract.ts';
import type { PortalClient } from '../probe/portal-contract.ts';
import type { Happening } from './format.ts';

/** As lib/monitor/resolver.ts has it. */
export interface Resolver {
  resolve(name: string): Promise<Array<{ family: 4 | 6; address: string }>>;
  cancel(): void;
}

/** Where the parts write to. */
interface Log {
  write(happening: Happening): void;
  input(happening: Happening, handle: () => void): void;
}

/** Numbers, from 1, what is asked for: the answer names the question by it. */
export function recordProber(prober: Prober, log: Log): Prober {
  let last = 0;
  return {
    kind: prober.kind,
    probe(target, onOutcome) {
      const probe = ++last;
      log.write({ type: 'probe', probe, target });
      return prober.probe(target, (outcome) =>
        log.input({ type: 'outcome', probe, ...outcome }, () => onOutcome(outcome)),
      );
    },
    ref: () => prober.ref(),
    unref: () => prober.unref(),
    close: () => prober.close(),
  };
}

export function recordResolver(resolver: Resolver, log: Log): Resolver {
  let last = 0;
  return {
    async resolve(name) {
      const lookup = ++last;
      log.write({ type: 'lookup', lookup, name });
      try {
        const addresses = await resolver.resolve(name);
        log.write({ type: 'answer', lookup, addresses });
        return addresses;
      } catch (error) {
        log.write({ type: 'answer', lookup, error: (error as NodeJS.ErrnoException).code ?? 'ENOTFOUND' });
        throw error;
      }
    },
    cancel: () => resolver.cancel(),
  };
}

/** What it looks up in order to ask is no question of the engine's. */
export function recordPortal(portal: PortalClient, log: Log): PortalClient {
  let last = 0;
  return {
    get(asked, onAnswer) {
      const request = ++last;
      log.write({ type: 'request', request, url: asked.url });
      return portal.get(asked, (answer) => log.input({ type: 'response', request, ...answer }, () => onAnswer(answer)));
    },
  };
}

export function recordClock(clock: Clock, log: Log): Clock {
  let last = 0;
  return {
    now: () => clock.now(),
    wallNow: () => clock.wallNow(),
    setTimer(callback, delayMs, options) {
      const timer = ++last;
      log.write({ type: 'timer', timer, delayMs });
      return clock.setTimer(() => log.input({ type: 'fired', timer }, callback), delayMs, options);
    },
    nextTurn: (callback) => clock.nextTurn(callback),
  };
}

export function recordRandom(random: () => number, log: Log): () => number {
  return () => {
    const value = random();
    log.write({ type: 'random', value });
    return value;
  };
}
