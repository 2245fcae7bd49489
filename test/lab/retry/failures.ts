import { once } from 'node:events';
import { createSocket } from 'node:dgram';
import { lookup, Resolver } from 'node:dns/promises';
import { connect } from 'node:net';
import { rejectionOf } from '../../support/failure.ts';
import type { NameServerAnswer } from '../../support/name-server.ts';
import type { RealFailure } from '../../retry/failures/real-failure.ts';
import type { Lab } from '../support/lab.ts';
import { withNameServer } from './name-service.ts';

/** As a {@link RealFailure}, of a network that the test makes so. */
export interface LabFailure extends Pick<RealFailure, 'word' | 'call' | 'from'> {
  provoke(lab: Lab): Promise<unknown>;
}

/** What a connect to the first check host ends with. */
export function connectFailure(): Promise<unknown> {
  return rejectionOf(once(connect({ host: '8.8.8.8', port: 53 }), 'connect'));
}

/** What sending to it ends with. */
export async function sendFailure(): Promise<unknown> {
  const socket = createSocket('udp4');
  return new Promise((resolve) => {
    socket.send('nothing', 53, '8.8.8.8', (error) => void socket.close(() => resolve(error)));
  });
}

function routed(command: string, fail = connectFailure): LabFailure['provoke'] {
  return async (lab) => {
    await lab.host.run(`ip route ${command}`);
    return fail();
  };
}

const BARRED = [
  ['EACCES', 'prohibit'],
  ['EINVAL', 'blackhole'],
] as const;
const CALLS = [
  ['connect', connectFailure],
  ['send', sendFailure],
] as const;

// What routers and firewalls send in the place of an answer (RFC 792), by its code.
function answered(code: number): LabFailure['provoke'] {
  return async (lab) => {
    await lab.internet.run(
      "nft add table inet lab && nft add chain inet lab input '{ type filter hook input priority 0; }' && " +
        `nft add rule inet lab input tcp dport 53 reject with icmp type ${code}`,
    );
    return connectFailure();
  };
}

/** Errors that only a network can give; no others provoke them on loopback. */
export const LAB_FAILURES: readonly LabFailure[] = [
  {
    word: 'ETIMEDOUT',
    from: 'packets that vanish',
    provoke: async (lab) => {
      await lab.configure('net.ipv4.tcp_syn_retries=1');
      await lab.block('8.8.8.8');
      return connectFailure();
    },
  },
  { word: 'ENETUNREACH', from: 'no route', provoke: routed('del default') },
  { word: 'ENETUNREACH', from: 'a cable that is out of the only interface', provoke: withoutInterface },
  { word: 'EHOSTUNREACH', from: 'an unreachable route', provoke: routed('add unreachable 8.8.8.8') },
  { word: 'EHOSTUNREACH', from: 'a gateway that does not answer', provoke: routedNowhere },
  { word: 'EHOSTUNREACH', from: 'a router that knows no way', provoke: answered(1) },
  { word: 'EHOSTUNREACH', from: 'a firewall', provoke: answered(13) },
  { word: 'EHOSTDOWN', from: 'a router that knows the host', provoke: answered(7) },
  ...BARRED.flatMap(([word, type]) =>
    CALLS.map(([call, fail]): LabFailure => {
      return { word, call, from: `a ${type} route`, provoke: routed(`add ${type} 8.8.8.8`, fail) };
    }),
  ),
  { word: 'EADDRNOTAVAIL', from: 'a source address that has gone', provoke: fromLostAddress },
  { word: 'EPERM', from: 'a datagram that our own firewall drops', provoke: firewalled },
  { word: 'EAI_AGAIN', from: 'getaddrinfo(3), no way to the name server', provoke: () => lookedUp(null) },
  { word: 'EAI_AGAIN', from: 'getaddrinfo(3), the name server fails', provoke: () => lookedUp('server failure') },
  {
    word: 'ECONNREFUSED',
    call: 'query',
    from: 'c-ares, no way to the name server',
    provoke: async (lab) => {
      await lab.host.run('ip route del default');
      const resolver = new Resolver({ timeout: 100, tries: 1 });
      resolver.setServers(['8.8.8.8']);
      return rejectionOf(resolver.resolve4('name.invalid'));
    },
  },
  { word: 'ENOTFOUND', from: 'getaddrinfo(3), the name is not known', provoke: () => lookedUp('no such name') },
];

async function withoutInterface(lab: Lab): Promise<unknown> {
  await lab.host.run('ip link set eth0 down');
  return connectFailure();
}

async function routedNowhere(lab: Lab): Promise<unknown> {
  await lab.host.run('sysctl -qw net.ipv4.neigh.eth0.retrans_time_ms=50');
  return routed('replace default via 10.0.0.99')(lab);
}

async function fromLostAddress(lab: Lab): Promise<unknown> {
  await lab.host.run('ip addr del 10.0.0.2/24 dev eth0');
  return rejectionOf(once(connect({ host: '8.8.8.8', port: 53, localAddress: '10.0.0.2' }), 'connect'));
}

async function firewalled(lab: Lab): Promise<unknown> {
  await lab.host.run(
    "nft add table inet lab && nft add chain inet lab output '{ type filter hook output priority 0; }' && " +
      'nft add rule inet lab output udp dport 53 drop',
  );
  const error = await sendFailure();
  await lab.host.run('nft delete table inet lab');
  return error;
}

function lookedUp(answer: NameServerAnswer | null): Promise<unknown> {
  return withNameServer(answer, () => rejectionOf(lookup('name.invalid')));
}
