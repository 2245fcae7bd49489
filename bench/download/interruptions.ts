import type { LineProcess } from '../events/line-process.ts';
import type { Network } from '../recovery/network.ts';
import { outageKinds } from '../recovery/outages.ts';

/** A way for a download to be cut off, and to be able to go on. */
export interface Interruption {
  title: string;
  cut: (network: Network) => Promise<unknown>;
  /** Null: what cuts it leaves the network as it was. */
  mend: ((network: Network) => Promise<unknown>) | null;
  cutsCarrier: boolean;
}

/** Each of them, in the order in which a download suffers them. */
export function interruptions(server: LineProcess): Record<string, Interruption> {
  const { cable, route, firewall } = outageKinds as Record<
    'cable' | 'route' | 'firewall',
    (typeof outageKinds)[string]
  >;
  // The address of before must not come back: connections that had it would go on.
  let last = 2;
  return {
    cable: { title: 'cable pulled', cut: cable.break, mend: cable.mend, cutsCarrier: true },
    route: { title: 'route deleted', cut: route.break, mend: route.mend, cutsCarrier: false },
    firewall: { title: 'firewall drops', cut: firewall.break, mend: firewall.mend, cutsCarrier: false },
    address: {
      title: 'address changed',
      cut: ({ host }) => host.run('ip -4 addr flush dev eth0'),
      mend: ({ host }) => {
        last = last === 2 ? 3 : 2;
        return host.run(`ip addr add 10.0.0.${last}/24 dev eth0 && ip route add default via 10.0.0.1`);
      },
      cutsCarrier: false,
    },
    reset: {
      title: 'peer resets',
      cut: () => {
        server.tell('reset');
        return Promise.resolve();
      },
      mend: null,
      cutsCarrier: false,
    },
  };
}
