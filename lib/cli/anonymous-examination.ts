import { homedir } from 'node:os';
import { addressFamily } from '../ip.ts';
import { freezeSnapshot } from '../monitor/diagnosis.ts';
import type { HostSnapshot, InterfaceSnapshot, NetworkSnapshot } from '../monitor/snapshot.ts';
import type { Pseudonyms } from '../record/pseudonyms.ts';
import type { ExaminedSettings, Examination } from './doctor-examination.ts';
import { isIdle } from './doctor-option-rules.ts';

/**
 * The same with names and addresses replaced, so that all that is said of it (evidence, findings, suggestions) has none of
 * them. What the system says in its own words is searched for them.
 */
export function anonymizeExamination(examination: Examination, pseudonyms: Pseudonyms): Examination {
  const { snapshot, settings, interfaceNames, likelyMeant, proxy, failure } = examination;
  const anonymous = {
    snapshot: anonymizeSnapshot(snapshot, pseudonyms),
    settings: anonymizeSettings(settings, interfaceNames, pseudonyms),
    interfaceNames: interfaceNames?.map((name) => pseudonyms.interfaceName(name)) ?? null,
    likelyMeant: likelyMeant === null ? null : pseudonyms.interfaceName(likelyMeant),
    proxy: proxy && { ...proxy, host: pseudonyms.hostName(proxy.host) },
  };
  // Last: by now every name has its pseudonym.
  const known = new Map([
    ...(interfaceNames ?? snapshot.interfaces.map(({ name }) => name)).map((name): [string, string] => [
      name,
      pseudonyms.interfaceName(name),
    ]),
    ...settings.checkHosts.map(({ host }): [string, string] => [host, pseudonyms.hostName(host)]),
  ]);
  const words = (text: string | null): string | null =>
    text === null ? null : anonymizeWords(text, known, pseudonyms);
  const backend = { ...snapshot.backend, fallbackReason: words(snapshot.backend.fallbackReason) };
  return {
    ...examination,
    ...anonymous,
    snapshot: freezeSnapshot({ ...anonymous.snapshot, backend }),
    failure: words(failure),
  };
}

function anonymizeSnapshot(snapshot: NetworkSnapshot, pseudonyms: Pseudonyms): NetworkSnapshot {
  const { cause, interfaces, hosts, portal } = snapshot;
  return freezeSnapshot({
    ...snapshot,
    cause: {
      ...cause,
      ...(cause.interface === undefined ? {} : { interface: pseudonyms.interfaceName(cause.interface) }),
      ...(cause.host === undefined ? {} : { host: pseudonyms.hostName(cause.host) }),
    },
    interfaces: interfaces.map((each) => anonymizeInterface(each, pseudonyms)),
    hosts: hosts.map((host) => anonymizeHost(host, pseudonyms)),
    // Whom it redirects to is nobody's business.
    portal: portal && { ...portal, location: portal.location === null ? null : 'http://portal.test/' },
  });
}

function anonymizeInterface(link: InterfaceSnapshot, pseudonyms: Pseudonyms): InterfaceSnapshot {
  return {
    ...link,
    name: pseudonyms.interfaceName(link.name),
    mac: pseudonyms.macText(link.mac),
    addresses: link.addresses.map((each) => ({ ...each, address: pseudonyms.address(each.address) })),
  };
}

function anonymizeHost(host: HostSnapshot, pseudonyms: Pseudonyms): HostSnapshot {
  const address = (text: string | null): string | null => (text === null ? null : pseudonyms.address(text));
  return {
    ...host,
    host: pseudonyms.hostName(host.host),
    interface: host.interface === null ? null : pseudonyms.interfaceName(host.interface),
    source: address(host.source),
    gateway: address(host.gateway),
    families: host.families.map((family) => ({ ...family, address: address(family.address) })),
  };
}

function anonymizeSettings(
  settings: ExaminedSettings,
  interfaceNames: readonly string[] | null,
  pseudonyms: Pseudonyms,
): ExaminedSettings {
  const { checkTimeoutMs, enableNetlink, checkHosts, preferredInterfaces, ignoreInterfaces, captivePortalUrl } =
    settings;
  return {
    checkTimeoutMs,
    enableNetlink,
    checkHosts: checkHosts.map(({ host, port }) => ({ host: pseudonyms.hostName(host), port })),
    preferredInterfaces: preferredInterfaces.map((name) => pseudonyms.interfaceName(name)),
    ignoreInterfaces: anonymizePatterns(ignoreInterfaces, interfaceNames, pseudonyms),
    captivePortalUrl: captivePortalUrl === null ? null : pseudonyms.url(captivePortalUrl),
  };
}

/** Patterns that find the same under their new names; one that finds nothing goes on to find nothing. */
function anonymizePatterns(
  patterns: readonly string[],
  names: readonly string[] | null,
  pseudonyms: Pseudonyms,
): string[] {
  const busy = patterns.filter((pattern) => !isIdle(pattern, names));
  const idle = patterns.filter((pattern) => !busy.includes(pattern));
  return [...pseudonyms.patterns(busy), ...idle.map((_, index) => `idle${index + 1}*`)];
}

/** Text of the system's: without paths, and with what is known to be a name, or an address, replaced. */
function anonymizeWords(text: string, known: ReadonlyMap<string, string>, pseudonyms: Pseudonyms): string {
  return text
    .replaceAll(homedir(), '')
    .replace(/(?:\/[^\s/:'"()]+)+\//g, '…/')
    .replace(/[^\s,;()'"/]+/g, (token) => {
      const word = token.replace(/[.:]+$/, '');
      const replaced = known.get(word) ?? (addressFamily(word) === null ? word : pseudonyms.address(word));
      return replaced + token.slice(word.length);
    });
}
