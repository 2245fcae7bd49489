import { type ChainLink, interfaceOf } from '../monitor/diagnosis.ts';
import type { HostSnapshot } from '../monitor/snapshot.ts';
import type { StateReason } from '../state/network-state.ts';
import type { Examination } from './doctor-examination.ts';

// A name server has answered, and does not know it.
const UNKNOWN_NAME: ReadonlySet<string | null | undefined> = new Set(['ENOTFOUND', 'ENODATA']);

type Advice = (examination: Examination) => string;

/** What to look at, or to run, for each reason: one thing. */
export const ADVICE: Readonly<Record<StateReason, Advice>> = {
  'not-started': () => 'Start the monitor: nothing has been asked yet.',
  starting: () => 'Run it again with a shorter --timeout: nothing was decided in the time that there was.',
  'link-usable': () => 'Name a check host with --host to have more verified than the link.',
  'all-hosts-reachable': () => 'Nothing is to be done.',
  'some-hosts-reachable': ({ snapshot }) =>
    `See from another machine whether they answer: ${listOf(snapshot.hosts.filter(fails))}`,
  unreachable: adviceOnSilence,
  'no-interface': adviceOnInterfaces,
  'interface-down': (examination) => `Take it up: ip link set ${nameOf(examination)} up`,
  'no-carrier': (examination) =>
    `Look at the cable of ${nameOf(examination)} and at its other end, or join its wireless network: ip link show ${nameOf(examination)}`,
  dormant: (examination) =>
    `Look at what logs ${nameOf(examination)} in (802.1X, Wi-Fi): wpa_cli -i ${nameOf(examination)} status`,
  'no-address': (examination) =>
    `See whether a DHCP client is at work on ${nameOf(examination)}, or give it an address: ip address add ADDRESS/LENGTH dev ${nameOf(examination)}`,
  'dad-pending': (examination) =>
    `Wait for a second or two; if it stays, another machine has the address: ip -6 address show dev ${nameOf(examination)}`,
  'no-route': ({ snapshot }) =>
    `Add a route, as a default one, or find out why none came from DHCP or the router: ip route get ${firstOf(snapshot.hosts)}`,
  prohibited: ({ snapshot }) =>
    `Find the route or the rule that forbids it: ip route get ${firstOf(snapshot.hosts)}; ip rule`,
  'gateway-dead': adviceOnRouters,
  'captive-portal': ({ settings, snapshot }) =>
    `Log in: open ${snapshot.portal?.location ?? settings.captivePortalUrl ?? 'any http: page'} in a browser.`,
  'monitor-failed': () => 'Run it with --no-netlink, and report what netwake doctor --bundle FILE writes.',
  stopped: () => 'Make a new monitor: this one has been stopped.',
};

/** What to do about a link that is broken, of which the reason of the state need not speak. */
export function adviceOn(link: ChainLink, examination: Examination): string {
  if (link === 'portal') return ADVICE['captive-portal'](examination);
  if (link === 'dns') return adviceOnNames(examination);
  return ADVICE[examination.snapshot.reason](examination);
}

/** Whether it has been asked, and has not answered. */
export function fails({ reachable }: HostSnapshot): boolean {
  return reachable === false;
}

/** Whether its name could not be looked up, or not in the time of a probe. */
export function isUnnamed({ lookup, reachable }: HostSnapshot): boolean {
  return lookup !== null && (lookup.error !== null || (lookup.foundAt === null && reachable === false));
}

export function listOf(hosts: ReadonlyArray<{ host: string }>): string {
  return hosts.map(({ host }) => host).join(', ');
}

function adviceOnSilence({ snapshot: { hosts } }: Examination): string {
  if (hosts.every(({ error }) => error === 'EPERM' || error === 'EACCES'))
    return 'Find what forbids it on this machine: nft list ruleset';
  const answering = hosts.find(({ gatewayState }) => gatewayState === 'reachable');
  if (answering !== undefined)
    return `Look beyond ${answering.gateway}, at its own way out: traceroute ${firstOf(hosts)}. If other things work, name a host that may be asked: --host HOST:PORT`;
  const [first, ...others] = gatewaysOf(hosts);
  if (first !== undefined && others.length > 0)
    return `See whether the gateways ${[first, ...others].join(', ')} are there: ping ${zoned(first, hosts)}. If they are, look beyond them.`;
  if (first !== undefined)
    return `See whether the gateway is there: ping ${zoned(first, hosts)}. If it is, look beyond it.`;
  return `Look whether ${listOf(hosts)} is on, and in this network: ip neigh show`;
}

// A command takes one of them.
function adviceOnRouters({ snapshot: { hosts } }: Examination): string {
  const [first, ...others] = gatewaysOf(hosts);
  if (first === undefined) return 'Look whether the router is on and in this network: ip neigh show';
  const routers = others.length === 0 ? `router ${first} is` : `routers ${[first, ...others].join(', ')} are`;
  return `Look whether the ${routers} on and in this network: ip neigh show ${first}`;
}

/** Gateways of the hosts, each once. */
function gatewaysOf(hosts: readonly HostSnapshot[]): string[] {
  return [...new Set(hosts.flatMap(({ gateway }) => gateway ?? []))];
}

// A link-local address is one of every interface.
function zoned(gateway: string, hosts: readonly HostSnapshot[]): string {
  const way = hosts.find((host) => host.gateway === gateway)?.interface;
  return gateway.startsWith('fe80:') && way ? `${gateway}%${way}` : gateway;
}

function adviceOnInterfaces({ settings, interfaceNames }: Examination): string {
  const others = interfaceNames?.filter((name) => name !== 'lo') ?? [];
  if (settings.preferredInterfaces.length > 0 && others.length > 0)
    return `Name one that there is (preferred_ifaces, --interface): ${others.join(', ')}`;
  if (settings.ignoreInterfaces.length > 0 && others.length > 0)
    return `Have ignore_interfaces leave one of these: ${others.join(', ')}`;
  return 'See what hardware there is, and whether it has a driver: ip link; dmesg | grep -i eth';
}

function adviceOnNames({ snapshot }: Examination): string {
  const failed = snapshot.hosts.filter(isUnnamed);
  const unknown = failed.length > 0 && failed.every(({ lookup }) => UNKNOWN_NAME.has(lookup?.error));
  if (unknown) return `See whether the name is spelt right: getent hosts ${failed[0]!.host}`;
  return 'Look at the name servers, and whether they are to be reached from here: cat /etc/resolv.conf';
}

function nameOf({ snapshot }: Examination): string {
  return interfaceOf(snapshot)?.name ?? 'INTERFACE';
}

function firstOf(hosts: readonly HostSnapshot[]): string {
  return hosts.find(fails)?.host ?? hosts[0]?.host ?? 'HOST';
}
