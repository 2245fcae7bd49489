import { KIND_PREFIX, selectInterfaces } from '../table/selection.ts';
import { listOf } from './doctor-advice.ts';
import { type Examination, missingInterfaces } from './doctor-examination.ts';
import type { Rules } from './doctor-finding.ts';

/** What the options ask for that is not there, or that will never end. */
export const OPTION_RULES: Rules = {
  'preferred-missing': ({ settings, interfaceNames, likelyMeant, snapshot }) => {
    if (interfaceNames === null) return null;
    const missing = missingInterfaces(settings, interfaceNames);
    if (missing.length === 0) return null;
    return {
      severity: snapshot.reason === 'no-interface' ? 'problem' : 'warning',
      summary: `No interface is called ${missing.join(' or ')}, which alone ${missing.length === 1 ? 'is' : 'are'} to count.`,
      evidence: `preferred_ifaces has ${settings.preferredInterfaces.join(', ')}; there are ${interfaceNames.join(', ')}`,
      suggestion:
        likelyMeant === null
          ? 'Name one that there is, with preferred_ifaces or --interface: ip -brief link'
          : `Name one that there is, with preferred_ifaces or --interface. Is it ${likelyMeant}?`,
    };
  },
  'all-ignored': ({ settings, interfaceNames, snapshot }) => {
    const others = interfaceNames?.filter((name) => name !== 'lo') ?? [];
    const { ignoreInterfaces, preferredInterfaces } = settings;
    if (snapshot.reason !== 'no-interface' || ignoreInterfaces.length === 0 || others.length === 0) return null;
    if (preferredInterfaces.length > 0) return null;
    return {
      severity: 'problem',
      summary: 'Every interface is ignored, so that no network can ever be found.',
      evidence: `ignore_interfaces has ${ignoreInterfaces.join(', ')}; there are ${others.join(', ')}`,
      suggestion: 'Take off ignore_interfaces what finds the one that leads out: netwake config show',
    };
  },
  'ignored-idle': ({ settings, interfaceNames }) => {
    const idle = settings.ignoreInterfaces.filter((pattern) => isIdle(pattern, interfaceNames));
    if (idle.length === 0) return null;
    return {
      severity: 'note',
      summary: `No interface is found by ${idle.join(', ')} at present.`,
      evidence: `ignore_interfaces has ${settings.ignoreInterfaces.join(', ')}; there are ${interfaceNames?.join(', ')}`,
      suggestion: 'If one should be, look how it is spelt: ip -brief link',
    };
  },
  'portal-not-looked-for': ({ settings, snapshot: { reason } }) =>
    reason !== 'unreachable' || settings.captivePortalUrl !== null
      ? null
      : {
          severity: 'note',
          summary: 'Whether a captive portal is in the way is not known: none is looked for.',
          evidence: 'captive_portal_url is not set',
          suggestion: 'Set captive_portal_url to an http: URL that answers 204, or open any http: page in a browser.',
        },
  'waits-never-end': (examination) => {
    const { snapshot, retry } = examination;
    if (snapshot.state === 'degraded')
      return {
        severity: 'note',
        summary: 'Whoever waits for up waits for as long as this lasts; whoever can do with degraded does not wait.',
        evidence: inForce(examination),
        suggestion: 'Bound the wait: netwake wait --state up --for 10m, waitForNetwork({ timeout })',
      };
    if (snapshot.state !== 'down' || !retry.waitForNetwork) return null;
    return {
      severity: 'warning',
      summary: 'Operations wait for as long as this lasts: no configuration file bounds it.',
      evidence: inForce(examination),
      suggestion: 'Bound it: netwake run --max-network-wait 10m, netwake wait --for 10m, maxNetworkWait of a Retryer',
    };
  },
  'no-retry-limit': ({ retry }) =>
    retry.maxAttempts < Infinity
      ? null
      : {
          severity: 'warning',
          summary: 'What fails while the network is usable is tried again for ever.',
          evidence: 'max_attempts is .inf',
          suggestion: 'Set max_attempts, or bound the time: netwake run --max-elapsed 1h, maxElapsedTime of a Retryer',
        },
};

/** What decides over the end of a wait. */
function inForce({ snapshot, settings, retry }: Examination): string {
  const { checkHosts, preferredInterfaces, ignoreInterfaces, captivePortalUrl } = settings;
  return [
    `the state is ${snapshot.state} (${snapshot.reason})`,
    `check_hosts: ${listOf(checkHosts) || 'none'}`,
    `preferred_ifaces: ${preferredInterfaces.join(', ') || 'all'}`,
    `ignore_interfaces: ${ignoreInterfaces.join(', ') || 'none'}`,
    `captive_portal_url: ${captivePortalUrl ?? 'none'}`,
    `wait_for_network: ${retry.waitForNetwork}`,
    `max_attempts: ${retry.maxAttempts === Infinity ? '.inf' : retry.maxAttempts}`,
  ].join('; ');
}

/** Whether a pattern of `ignoreInterfaces` finds none of them. Of a kind the names tell nothing. */
export function isIdle(pattern: string, names: readonly string[] | null): boolean {
  if (names === null || pattern.startsWith(KIND_PREFIX)) return false;
  const selection = selectInterfaces([], [pattern]);
  return names.every((name) => selection.counts(name));
}
