import type { Probe, Prober } from '../probe/contract.ts';

/** What a gateway that listens somewhere listens on most: names, and its own pages. */
export const GATEWAY_PORTS: readonly number[] = [53, 80, 443];

/** A gateway to connect to. `interface` is the name of the one that leads to it, where its address needs it. */
export interface GatewayTarget {
  family: 4 | 6;
  address: string;
  interface: string | null;
}

/** Asks one gateway for a sign of life. `onVerdict` is called once, unless it was cancelled before. */
export function probeGateway(
  prober: Prober,
  target: GatewayTarget,
  timeoutMs: number,
  onVerdict: (answered: boolean) => void,
): Probe {
  const running = new Set<Probe>();
  const cancel = (): void => {
    for (const probe of running) probe.cancel();
    running.clear();
  };
  for (const port of GATEWAY_PORTS) {
    const probe = prober.probe({ ...target, port, timeoutMs }, ({ error }) => {
      running.delete(probe);
      // RFC 9293, 3.10.7.1: only a machine that is there refuses. EHOSTUNREACH may be the word of its firewall, and when it is
      // the kernel's own the source has told of it.
      const answered = error === null || error === 'ECONNREFUSED' || error === 'ECONNRESET';
      if (!answered && running.size > 0) return;
      cancel();
      onVerdict(answered);
    });
    running.add(probe);
  }
  return { cancel };
}
