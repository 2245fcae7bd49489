import type { StateReason } from '../state/network-state.ts';
import type { HostSnapshot, InterfaceSnapshot, NetworkSnapshot } from './snapshot.ts';

/** What a connection needs, from this machine outwards. */
export const CHAIN = ['interface', 'carrier', 'address', 'dad', 'route', 'gateway', 'host', 'dns', 'portal'] as const;

export type ChainLink = (typeof CHAIN)[number];

/** One link of the chain, and what is known of it. */
export interface DiagnosisLink {
  readonly link: ChainLink;
  /** `unknown`: nothing tells, because something before it is broken, or because nobody asks for it. */
  readonly status: 'ok' | 'failed' | 'unknown';
  /** A fact in plain words, such as `eth0 has no carrier`. */
  readonly evidence: string;
}

// Where each reason for not being up breaks the chain. DNS has no reason of its own: a host that is not found is not reachable.
const BROKEN_BY: Partial<Record<StateReason, ChainLink>> = {
  'no-interface': 'interface',
  'interface-down': 'interface',
  'no-carrier': 'carrier',
  dormant: 'carrier',
  'no-address': 'address',
  'dad-pending': 'dad',
  'no-route': 'route',
  prohibited: 'route',
  'gateway-dead': 'gateway',
  unreachable: 'host',
  'some-hosts-reachable': 'host',
  'captive-portal': 'portal',
};

const UNDECIDED: ReadonlySet<StateReason> = new Set(['not-started', 'starting', 'monitor-failed', 'stopped']);

type View = Pick<NetworkSnapshot, 'reason' | 'interfaces' | 'hosts' | 'portal'>;

/** The whole chain, in its order. The first link that failed is where it breaks; all before it are `ok` or `unknown`. */
export function diagnose(view: View): readonly DiagnosisLink[] {
  const broken = brokenLink(view);
  const decided = !UNDECIDED.has(view.reason);
  return Object.freeze(
    CHAIN.map((link): DiagnosisLink => {
      const finding = decided ? FINDINGS[link](view, broken) : { status: 'unknown' as const, evidence: view.reason };
      return Object.freeze({ link, ...finding });
    }),
  );
}

/** A snapshot with its diagnosis, for which most who take one have no use. */
export function freezeSnapshot(parts: Omit<NetworkSnapshot, 'diagnosis'>): NetworkSnapshot {
  let diagnosis: readonly DiagnosisLink[] | null = null;
  return Object.freeze({
    ...parts,
    get diagnosis() {
      return (diagnosis ??= diagnose(parts));
    },
  });
}

type Finding = Omit<DiagnosisLink, 'link'>;

const ok = (evidence: string): Finding => ({ status: 'ok', evidence });
const failed = (evidence: string): Finding => ({ status: 'failed', evidence });
const unknown = (evidence: string): Finding => ({ status: 'unknown', evidence });

const FINDINGS: Record<ChainLink, (view: View, broken: ChainLink | null) => Finding> = {
  interface: (view, broken) => {
    const chosen = interfaceOf(view);
    if (broken === 'interface') {
      return failed(view.reason === 'no-interface' ? 'no interface that counts is there' : `${chosen?.name} is down`);
    }
    return chosen === undefined ? unknown('no interface is known') : ok(`${chosen.name} (${chosen.kind}) is up`);
  },
  carrier: (view, broken) => {
    const chosen = interfaceOf(view);
    const state = `operational state ${chosen?.operState}`;
    if (broken === 'carrier') return failed(`${chosen?.name ?? 'no interface'} has no carrier, ${state}`);
    return before('carrier', broken) && chosen !== undefined
      ? ok(`${chosen.name} has carrier, ${state}`)
      : untold(broken);
  },
  address: (view, broken) => {
    const chosen = interfaceOf(view);
    if (broken === 'address') return failed(`${chosen?.name ?? 'no interface'} has no address to send from`);
    if (!before('address', broken) || chosen === undefined) return untold(broken);
    return ok(`${chosen.name} has ${chosen.addresses.map(textOf).join(', ') || 'what the route takes as its source'}`);
  },
  dad: (view, broken) => {
    const tentative = interfaceOf(view)?.addresses.filter((address) => address.tentative) ?? [];
    const text = tentative.map(textOf).join(', ');
    if (broken === 'dad') return failed(`duplicate address detection has not ended for ${text || 'the address'}`);
    if (!before('dad', broken)) return untold(broken);
    return ok(text === '' ? 'no address is tentative' : `others than ${text} are not tentative`);
  },
  route: ({ reason, hosts }, broken) => {
    if (broken === 'route') {
      const list = hosts.map(({ host }) => host).join(', ');
      return failed(reason === 'prohibited' ? `a route forbids ${list}` : `the kernel has no route to ${list}`);
    }
    if (!before('route', broken)) return untold(broken);
    return hosts.length === 0 ? unknown('no host is checked') : ok(hosts.map(routeTo).join('; '));
  },
  gateway: ({ hosts }, broken) => {
    const gateways = [...new Set(hosts.flatMap(({ gateway }) => gateway ?? []))].join(', ');
    if (broken === 'gateway') return failed(`${gateways || 'the gateway'} does not answer for its address`);
    if (!before('gateway', broken)) return untold(broken);
    if (gateways === '') return unknown('no check host is behind a gateway');
    const through = hosts.find(({ gateway, reachable }) => gateway !== null && reachable === true);
    if (through !== undefined) return ok(`${through.gateway} forwards to ${through.host}`);
    const answering = hosts.find(({ gatewayState }) => gatewayState === 'reachable');
    return answering === undefined
      ? unknown(`nothing tells whether ${gateways} forwards`)
      : ok(`${answering.gateway} answers`);
  },
  host: ({ hosts }, broken) => {
    if (!before('host', broken) && broken !== 'host') return untold(broken);
    if (hosts.length === 0) return unknown('no host is checked');
    if (hosts.every(isUnresolved)) return unknown('no check host has an address yet');
    const text = hosts.map(answerOf).join('; ');
    return broken === 'host' ? failed(text) : ok(text);
  },
  dns: ({ hosts }, broken) => {
    if (!before('dns', broken) && broken !== 'dns') return untold(broken);
    const names = hosts.filter(({ lookup }) => lookup !== null);
    const bad = names.find(({ lookup }) => lookup!.error !== null) ?? names.find(isUnresolved);
    if (bad !== undefined) return failed(`${bad.host}: ${bad.lookup!.error ?? 'no name server has answered yet'}`);
    const found = names.find(({ lookup }) => lookup!.foundAt !== null);
    if (found !== undefined) return ok(`${found.host} was found at ${found.lookup!.foundAt!.toISOString()}`);
    return names.length === 0 ? unknown('no check host is a name') : untold(broken);
  },
  portal: ({ portal }, broken) => {
    if (portal === null) return unknown('no captive portal is looked for');
    const { status, httpStatus, location, error } = portal;
    const answer = httpStatus === null ? '' : ` with ${httpStatus}${location === null ? '' : ` to ${location}`}`;
    if (status === 'captive') return failed(`another answers for the captive portal URL${answer}`);
    if (status === 'open') return ok(`the captive portal URL answers${answer}`);
    return error === null ? untold(broken) : unknown(`the captive portal URL does not answer: ${error}`);
  },
};

// Of a host without an address nothing is known but that: what broke is DNS, if no other is unreachable.
function brokenLink({ reason, hosts }: View): ChainLink | null {
  const link = BROKEN_BY[reason] ?? null;
  if (link !== 'host') return link;
  // One that has yet to answer in the first round is no failure.
  const unreachable = hosts.filter(({ reachable }) => reachable === false);
  if (unreachable.length === 0) return null;
  return unreachable.every(isUnresolved) ? 'dns' : 'host';
}

// It fails when it has not been found in the time of a probe, and that its name servers are silent is known later.
function isUnresolved({ lookup, reachable }: HostSnapshot): boolean {
  return lookup !== null && lookup.foundAt === null && (lookup.error !== null || reachable === false);
}

/** Whether the link comes before the one that is broken, and must be whole for that to show. */
function before(link: ChainLink, broken: ChainLink | null): boolean {
  return broken === null || CHAIN.indexOf(link) < CHAIN.indexOf(broken);
}

function untold(broken: ChainLink | null): Finding {
  return unknown(broken === null ? 'nothing tells' : `it takes the ${broken} first`);
}

/** That by which the first of the hosts is reached; without any, the one that is nearest to working. */
export function interfaceOf({ hosts, interfaces }: Pick<View, 'hosts' | 'interfaces'>): InterfaceSnapshot | undefined {
  const name = hosts.find((host) => host.interface !== null)?.interface;
  const used = interfaces.find((each) => each.name === name);
  if (used !== undefined) return used;
  const nearness = ({ up, carrier, addresses }: InterfaceSnapshot): number =>
    Number(up) * 4 + Number(carrier) * 2 + Number(addresses.length > 0);
  const others = interfaces.filter(({ kind }) => kind !== 'loopback');
  return others.toSorted((a, b) => nearness(b) - nearness(a))[0];
}

function textOf({ address, prefixLength }: { address: string; prefixLength: number }): string {
  return `${address}/${prefixLength}`;
}

function routeTo({ host, gateway, source, interface: name }: HostSnapshot): string {
  return [host, gateway && `via ${gateway}`, name && `dev ${name}`, source && `src ${source}`]
    .filter(Boolean)
    .join(' ');
}

function answerOf({ host, reachable, rttMs, error }: HostSnapshot): string {
  if (reachable === true) return `${host} answered in ${rttMs?.toFixed(1) ?? '?'} ms`;
  return `${host}: ${reachable === null ? 'not asked yet' : (error ?? 'no answer')}`;
}
