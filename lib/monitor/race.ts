import type { Probe, ProbeOutcome, Prober, ProbeTarget } from '../probe/contract.ts';

/** How the race for one host ended. */
export interface RaceOutcome extends ProbeOutcome {
  reachable: boolean;
  /** Port that answered; when none did, the first that was tried. */
  port: number;
}

/**
 * Probes several addresses and ports of one host at once. The first answer wins and ends the others; without an answer
 * the last failure counts. A refused connection is an answer (RFC 9293, 3.10.7.1): only a host that is there refuses.
 *
 * @returns a probe whose `cancel` ends them all; `onOutcome` is called once, in a later turn
 */
export function raceProbes(
  prober: Pick<Prober, 'probe'>,
  targets: readonly ProbeTarget[],
  onOutcome: (outcome: RaceOutcome) => void,
): Probe {
  const running = new Set<Probe>();
  const cancel = (): void => {
    for (const probe of running) probe.cancel();
    running.clear();
  };
  for (const target of targets) {
    const probe = prober.probe(target, (outcome) => {
      running.delete(probe);
      const reachable = outcome.error === null || outcome.error === 'ECONNREFUSED';
      if (!reachable && running.size > 0) return;
      cancel();
      onOutcome({ ...outcome, reachable, port: reachable ? target.port : targets[0]!.port });
    });
    running.add(probe);
  }
  return { cancel };
}
