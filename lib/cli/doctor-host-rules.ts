import { addressFamily } from '../ip.ts';
import type { HostSnapshot } from '../monitor/snapshot.ts';
import { fails, isUnnamed, listOf } from './doctor-advice.ts';
import type { Rules } from './doctor-finding.ts';
import { errnoInWords } from './errno-words.ts';

// connect(2): a cgroup's filter, a security module, or a route forbids it.
const FORBIDDEN: ReadonlySet<string | null> = new Set(['EPERM', 'EACCES']);

/** What the check hosts show, beyond which of them answer. */
export const HOST_RULES: Rules = {
  'check-hosts-blocked': ({ snapshot: { reason, hosts } }) => {
    if (reason !== 'unreachable') return null;
    const works = whatWorks(hosts);
    if (works === null) return null;
    return {
      severity: 'problem',
      summary: `${works}, and no check host answers: the internet beyond is down, or a firewall does not let these hosts be asked.`,
      evidence: byError(hosts),
      suggestion: `If other things work, have other hosts asked, such as ${substitute(hosts)}`,
    };
  },
  forbidden: ({ snapshot: { hosts } }) => {
    const forbidden = hosts.filter(({ error }) => FORBIDDEN.has(error));
    if (forbidden.length === 0) return null;
    return {
      severity: 'problem',
      summary: `Connections to ${listOf(forbidden)} are forbidden.`,
      evidence: byError(forbidden),
      suggestion: 'Look for what forbids them on this machine: nft list ruleset, IPAddressDeny= of the unit, SELinux',
    };
  },
  proxy: ({ snapshot: { reason, hosts }, proxy }) => {
    if (proxy === null || reason !== 'unreachable') return null;
    const { variable, host, port } = proxy;
    const place = addressFamily(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
    return {
      severity: 'problem',
      summary: 'Programs are told to go out by a proxy, and probes do not: perhaps nothing else gets out.',
      evidence: `${variable} names ${place}; no answer from ${listOf(hosts)}`,
      suggestion: `Have the proxy be the check host: --host ${place}`,
    };
  },
  'hosts-fail': ({ snapshot: { reason, hosts } }) => {
    const failing = hosts.filter((host) => fails(host) && !isUnnamed(host));
    if (reason !== 'some-hosts-reachable' || failing.length === 0) return null;
    return {
      severity: 'problem',
      summary: `${failing.length} of ${hosts.length} check hosts ${failing.length === 1 ? 'does' : 'do'} not answer, and the network works.`,
      evidence: byError(failing),
      suggestion: `Take off check_hosts what is not to answer here: ${listOf(failing)}`,
    };
  },
  'one-family': ({ snapshot: { hosts } }) => {
    const works = ([4, 6] as const).map((family) => familyWorks(hosts, family));
    const failing = works[0] === true && works[1] === false ? 6 : works[1] === true && works[0] === false ? 4 : null;
    if (failing === null) return null;
    return {
      severity: 'warning',
      summary: `Only IPv${failing === 6 ? 4 : 6} works: no check host answers over IPv${failing}.`,
      evidence: familyErrors(hosts, failing),
      suggestion: `Look at the routes and addresses of IPv${failing}: ip -${failing} route; ip -${failing} address`,
    };
  },
  'dns-fails': ({ snapshot: { hosts } }) => {
    const unnamed = hosts.filter(isUnnamed);
    const answering = hosts.filter(({ reachable }) => reachable === true);
    if (unnamed.length === 0 || answering.length === 0) return null;
    return {
      severity: 'problem',
      summary: `The network works, and looking up ${listOf(unnamed)} does not.`,
      evidence: `${unnamed.map(({ host, lookup }) => `${host}: ${errnoInWords(lookup?.error ?? 'ETIMEOUT')}`).join('; ')}; ${listOf(answering)} answered`,
      suggestion: `Look at /etc/resolv.conf, and ask for the name: getent hosts ${unnamed[0]!.host}`,
    };
  },
};

/** What is known to work where no check host answers; null when nothing is. */
function whatWorks(hosts: readonly HostSnapshot[]): string | null {
  const behind = hosts.find(({ gatewayState }) => gatewayState === 'reachable');
  if (behind !== undefined) return `The LAN is up, the gateway ${behind.gateway} answers`;
  const named = hosts.find(({ lookup }) => lookup !== null && lookup.error === null && lookup.foundAt !== null);
  return named === undefined ? null : `A name server answers, which found ${named.host}`;
}

// A host is named that need not be in anybody's internet.
function substitute(hosts: readonly HostSnapshot[]): string {
  const gateway = hosts.find(({ gatewayState }) => gatewayState === 'reachable')?.gateway ?? null;
  const own = 'a server of your own, --host HOST:PORT';
  return gateway === null ? own : `${own}, or the gateway: --host ${gateway}`;
}

/** Hosts by how they failed, so that it shows which were refused by somebody and which were met with silence. */
function byError(hosts: readonly HostSnapshot[]): string {
  const groups = new Map<string, string[]>();
  for (const { host, error } of hosts) {
    const words = errnoInWords(error);
    groups.set(words, [...(groups.get(words) ?? []), host]);
  }
  return Array.from(groups, ([words, names]) => `${names.join(', ')}: ${words}`).join('; ');
}

/** Null when nobody was asked over it. */
function familyWorks(hosts: readonly HostSnapshot[], family: 4 | 6): boolean | null {
  const answers = hosts.flatMap(({ families }) =>
    families
      .filter((each) => each.family === family && each.address !== null && each.reachable !== null)
      .map(({ reachable }) => reachable),
  );
  return answers.length === 0 ? null : answers.includes(true);
}

function familyErrors(hosts: readonly HostSnapshot[], family: 4 | 6): string {
  return hosts
    .flatMap(({ host, families }) =>
      families
        .filter((each) => each.family === family && each.reachable === false)
        .map(({ error }) => `${host}: ${errnoInWords(error)}`),
    )
    .join('; ');
}
