import type { InterfaceSnapshot } from '../../../lib/index.ts';
import type { Namespace } from './namespace.ts';

interface IpAddress {
  family: 'inet' | 'inet6';
  local: string;
  prefixlen: number;
  scope: string;
  tentative?: true;
  dadfailed?: true;
  deprecated?: true;
}

interface IpLink {
  ifindex: number;
  ifname: string;
  flags: string[];
  mtu: number;
  operstate: string;
  link_type: string;
  address: string;
  linkinfo?: { info_kind?: string };
  addr_info: IpAddress[];
}

/** The interfaces as iproute2 reads them, in the words of a snapshot: a second opinion, of another author. */
export async function kernelInterfaces(namespace: Namespace): Promise<InterfaceSnapshot[]> {
  return (JSON.parse(await namespace.run('ip -j -d addr')) as IpLink[]).map(toInterface);
}

function toInterface(link: IpLink): InterfaceSnapshot {
  return {
    name: link.ifname,
    index: link.ifindex,
    kind: link.linkinfo?.info_kind ?? link.link_type,
    up: link.flags.includes('UP'),
    // ip shows no RUNNING; it says NO-CARRIER where an interface that is up lacks it.
    carrier: link.flags.includes('LOWER_UP') && !link.flags.includes('NO-CARRIER'),
    operState: link.operstate.toLowerCase() as InterfaceSnapshot['operState'],
    mtu: link.mtu,
    mac: /^[0:]*$/.test(link.address) ? '' : link.address,
    addresses: link.addr_info.map(({ local, family, prefixlen, scope, tentative, dadfailed, deprecated }) => ({
      address: local,
      prefixLength: prefixlen,
      family: family === 'inet' ? 4 : 6,
      scope: scope as InterfaceSnapshot['addresses'][number]['scope'],
      tentative: tentative === true || dadfailed === true,
      deprecated: deprecated === true,
    })),
  };
}

/** In one order, whatever order they were heard of in. */
export function sorted(interfaces: readonly InterfaceSnapshot[]): InterfaceSnapshot[] {
  const key = ({ address, prefixLength }: InterfaceSnapshot['addresses'][number]): string =>
    `${address}/${prefixLength}`;
  return [...interfaces]
    .sort((left, right) => left.index - right.index)
    .map((each) => ({
      ...each,
      addresses: [...each.addresses].sort((left, right) => (key(left) < key(right) ? -1 : 1)),
    }));
}
