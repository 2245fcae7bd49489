import { interfaceOf } from '../monitor/diagnosis.ts';
import type { Rules } from './doctor-finding.ts';

// RFC 8200, 5: below it Linux has no IPv6 on a link.
const LEAST_IPV6_MTU = 1_280;

/** How the monitor hears and asks, and what it has to do without. */
export const MEANS_RULES: Rules = {
  'no-decision': ({ failure }) =>
    failure === null
      ? null
      : {
          severity: 'problem',
          summary: 'The examination did not come to its end.',
          evidence: failure,
          suggestion: 'Report what netwake doctor --bundle FILE writes.',
        },
  'netlink-unavailable': ({ snapshot: { backend }, settings }) => {
    const { events, fallbackReason } = backend;
    if (events === 'netlink' || !settings.enableNetlink || fallbackReason === null) return null;
    return {
      severity: 'warning',
      summary: 'The kernel is not listened to: netwake polls, and hears of a change up to a second late.',
      evidence: fallbackReason,
      suggestion: adviceOnNetlink(fallbackReason),
    };
  },
  'netlink-off': ({ snapshot: { backend }, settings }) =>
    backend.events === 'netlink' || settings.enableNetlink
      ? null
      : {
          severity: 'note',
          summary: 'Netlink is switched off: netwake polls, and hears of a change up to a second late.',
          evidence: 'enable_netlink is false, or --no-netlink was given',
          suggestion: 'See where that comes from: netwake config show',
        },
  'probes-by-sockets': ({ snapshot: { backend } }) =>
    backend.probes === 'native'
      ? null
      : {
          severity: 'note',
          summary: 'Probes go by node:net, which can not bind them to an interface.',
          evidence: backend.fallbackReason ?? 'the addon is not loaded',
          suggestion: 'Build the addon, in the folder of the package: npx node-gyp rebuild',
        },
  'not-bound': ({ snapshot: { hosts } }) => {
    const loose = hosts.filter(({ bound }) => bound === false);
    if (loose.length === 0) return null;
    return {
      severity: 'warning',
      summary: 'Probes could not be bound to the preferred interface: they left as the routing table says.',
      evidence: loose.map(({ host, source }) => `${host} from ${source ?? 'no address'}`).join('; '),
      suggestion: `See by which interface it goes: ip route get ${loose[0]!.host}`,
    };
  },
  'small-mtu': ({ snapshot }) => {
    const link = interfaceOf(snapshot);
    // 0: the system does not tell.
    if (link === undefined || link.mtu === 0 || link.mtu >= LEAST_IPV6_MTU) return null;
    return {
      severity: 'warning',
      summary: `The MTU of ${link.name} is so small that it has no IPv6, and that some servers will not get through.`,
      evidence: `${link.name} has an MTU of ${link.mtu}; IPv6 takes ${LEAST_IPV6_MTU}`,
      suggestion: `Have it be what the network carries: ip link set ${link.name} mtu 1500`,
    };
  },
};

function adviceOnNetlink(reason: string): string {
  if (/needs Linux/.test(reason)) return 'Run it on Linux: no other system has netlink.';
  if (/addon/.test(reason)) return 'Build the addon, in the folder of the package: npx node-gyp rebuild';
  return 'Allow AF_NETLINK sockets: look at the seccomp profile of the container, or at RestrictAddressFamilies= of the unit';
}
