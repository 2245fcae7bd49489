import { addressFamily } from '../ip.ts';
import type { MonitorSettings } from '../monitor/settings.ts';
import type { AddressSnapshot, HostSnapshot, InterfaceSnapshot, NetworkSnapshot } from '../monitor/snapshot.ts';
import { type MinimumState, suffices } from '../monitor/waiters.ts';
import { printable } from './view/printable.ts';

/** What `netwake wait` waits for. */
export interface WaitGoal {
  readonly minimum: MinimumState;
  /** Null: either will do. */
  readonly family: 4 | 6 | null;
}

type View = Pick<NetworkSnapshot, 'state' | 'reason' | 'interfaces' | 'hosts' | 'diagnosis'>;
type Settings = Pick<MonitorSettings, 'checkHosts'>;

/**
 * Whether the wait is over. The state is `up` from the first answer on, until the round has shown that others fail: who waits
 * for `up` waits for all. With a family, one host must answer over it, and for `up` all that have an address of it; where
 * nothing is probed, an interface must have such an address, and not a link-local or a tentative one.
 */
export function isReached({ minimum, family }: WaitGoal, settings: Settings, view: View): boolean {
  if (!suffices(view.state, minimum) || (minimum === 'up' && view.reason === 'some-hosts-reachable')) return false;
  if (family === null) return true;
  if (settings.checkHosts.length === 0) return view.interfaces.some((link) => carries(link, family));
  const answers = answersOver(view.hosts, family);
  return minimum === 'up' ? answers.length > 0 && answers.every(Boolean) : answers.includes(true);
}

/** Whether no network in the world would do: every check host is an address of the other family. */
export function isHopeless({ family }: WaitGoal, { checkHosts }: Settings): boolean {
  if (family === null || checkHosts.length === 0) return false;
  return checkHosts.every(({ host }) => addressFamily(host) === (family === 4 ? 6 : 4));
}

/** What is waited for, in words that read on from "not". */
export function goalText({ minimum, family }: WaitGoal): string {
  const state = minimum === 'up' ? 'up' : 'usable';
  return family === null ? state : `${state} over IPv${family}`;
}

/** The state, its reason, and the fact in plain words that stands in the way. */
export function obstacle({ minimum, family }: WaitGoal, view: View): string {
  const verdict = `${view.state} (${view.reason})`;
  if (family !== null && suffices(view.state, minimum)) return `${verdict}, but ${lackOf(family, view)}`;
  const evidence = view.reason === 'starting' ? silence(view) : evidenceOf(view);
  return evidence === null ? verdict : `${verdict}: ${printable(evidence)}`;
}

/** What breaks the chain from the interface to the host; null when nothing does, as far as is known. */
export function evidenceOf({ diagnosis }: Pick<View, 'diagnosis'>): string | null {
  return diagnosis.find(({ status }) => status === 'failed')?.evidence ?? null;
}

function silence({ hosts }: View): string {
  return `no answer yet from ${hosts.map(({ host }) => host).join(', ') || 'the system'}`;
}

function lackOf(family: 4 | 6, { hosts }: View): string {
  if (hosts.length === 0) return `no interface has an IPv${family} address to use`;
  const errors = hosts.flatMap(({ host, families }) =>
    families
      .filter((each) => each.family === family && each.reachable !== true)
      .map(({ error }) => `${host}: ${error ?? 'no answer yet'}`),
  );
  return `not over IPv${family}: ${errors.join('; ') || 'no check host has such an address'}`;
}

// Of those that have an address of the family; a name that has not been found yet may have one.
function answersOver(hosts: readonly HostSnapshot[], family: 4 | 6): boolean[] {
  return hosts.flatMap(({ families }) =>
    families
      .filter((each) => each.family === family && each.error !== 'ENODATA')
      .map(({ reachable }) => reachable === true),
  );
}

// What lib/table/verdict.ts decides by in link-only mode, for one family.
function carries({ up, carrier, addresses }: InterfaceSnapshot, family: 4 | 6): boolean {
  return up && carrier && addresses.some((address) => address.family === family && isUsable(address));
}

function isUsable({ family, address, scope, tentative }: AddressSnapshot): boolean {
  const linkLocal = family === 6 ? scope === 'link' : address.startsWith('169.254.');
  return scope !== 'host' && !linkLocal && !tentative;
}
