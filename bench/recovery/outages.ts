import { INTERNET_ADDRESSES } from '../../test/lab/support/lab.ts';
import type { Network } from './network.ts';

/** A way for a network to fail, and to be mended. */
export interface OutageKind {
  title: string;
  break: (network: Network) => Promise<unknown>;
  mend: (network: Network) => Promise<unknown>;
  /** Once it has been measured. */
  after?: (network: Network) => Promise<unknown>;
  /** Its end brings an event. Otherwise the schedule of recovery decides: at most the length of the outage so far goes by. */
  announced: boolean;
  cutsCarrier: boolean;
  mostP99Ms: number;
}

const inInternet = (command: string) => (network: Network) => network.internet.run(command);
const inHost = (command: string) => (network: Network) => network.host.run(command);
const everyHost = (command: string): string =>
  INTERNET_ADDRESSES.map((address) => `ip addr ${command} ${address}/32 dev lo`).join(' && ');

const USUAL_P99_MS = 25;
const LOSSY_P99_MS = 150;

export const outageKinds: Record<string, OutageKind> = {
  cable: {
    title: 'cable back',
    break: inInternet('ip link set r0 down'),
    mend: inInternet('ip link set r0 up'),
    announced: true,
    cutsCarrier: true,
    mostP99Ms: USUAL_P99_MS,
  },
  route: {
    title: 'route restored',
    break: inHost('ip route del default'),
    mend: inHost('ip route add default via 10.0.0.1'),
    announced: true,
    cutsCarrier: false,
    mostP99Ms: USUAL_P99_MS,
  },
  firewall: {
    title: 'firewall rule removed',
    break: inHost('iptables -I OUTPUT -o eth0 -j DROP'),
    mend: inHost('iptables -D OUTPUT -o eth0 -j DROP'),
    announced: false,
    cutsCarrier: false,
    mostP99Ms: USUAL_P99_MS,
  },
  host: {
    title: 'remote host back',
    break: inInternet(everyHost('del')),
    mend: inInternet(everyHost('add')),
    announced: false,
    cutsCarrier: false,
    mostP99Ms: USUAL_P99_MS,
  },
  loss: {
    title: 'cable back, 30 % of SYNs lost',
    break: inInternet('ip link set r0 down'),
    mend: inInternet(
      'iptables -I INPUT -p tcp --syn -m statistic --mode random --probability 0.3 -j DROP && ip link set r0 up',
    ),
    after: inInternet('iptables -F INPUT'),
    announced: true,
    cutsCarrier: true,
    mostP99Ms: LOSSY_P99_MS,
  },
};
