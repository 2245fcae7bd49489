import type { Probe, Prober } from '../probe/contract.ts';

/** What a gateway that listens somewhere listens on most: names, and its own pages. */
export const GATEWAY_PORTS: readonly number[] = [53, 80, 443];

/** A gateway to connect to. `interface` is the name of the one that leads to it, where its address needs it. */
export interface GatewayTarget {
  family: 4 | 6;
  address: string;
  interface: string | null;
}

/** What came of it: it answered, the kernel could not resolve it, or there was nothing to be learnt. */
export type GatewayVerdict = 'answered' | 'unresolved' | 'silent';

/** Asks one gateway for a sign of life. `onVerdict` is called once, unless it was cancelled before. */
export function probeGateway(
  prober: Prober,
  target: GatewayTarget,
  timeoutMs: number,
  onVerdict: (verdict: GatewayVerdict) => void,
): Probe {
  const running = new Set<Probe>();
  const cancel = (): void => {
    for (const probe of running) probe.cancel();
    running.clear();
  };
  for (const port of GATEWAY_PORTS) {
    const probe = prober.probe({ ...target, port, timeoutMs }, ({ error }) => {
      running.delete(probe);
      const verdict = verdictOf(error);
      // One answer is enough. That it can't be resolved is true of all ports, but a firewall may say it of one.
      if (verdict !== 'answered' && running.size > 0) return;
      cancel();
      onVerdict(verdict);
    });
    running.add(probe);
  }
  return { cancel };
}

function verdictOf(error: string | null): GatewayVerdict {
  // RFC 9293, 3.10.7.1: only a machine that is there refuses.
  if (error === null || error === 'ECONNREFUSED' || error === 'ECONNRESET') return 'answered';
  return error === 'EHOSTUNREACH' ? 'unresolved' : 'silent';
}
