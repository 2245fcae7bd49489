import type { StateReason } from '../../../lib/index.ts';
import { EVERY_BACKEND, type LabBackend, NETLINK_EVENTS } from './backend.ts';
import type { Lab } from './lab.ts';

/** Whom they are about, unless they name others. */
export const CHECK_HOSTS: readonly string[] = ['8.8.8.8:443', '1.1.1.1:443'];

/** A way to break the chain from the interface to the portal. */
export interface BrokenLink {
  reason: StateReason;
  /** What is first to be broken, or null. */
  link: string | null;
  evidence: RegExp;
  arrange: (lab: Lab) => Promise<unknown>;
  /** In the place of the usual ones. */
  checkHosts?: readonly string[];
  /** The others take it for something else. */
  backends: readonly LabBackend[];
}

const CASES: ReadonlyArray<Omit<BrokenLink, 'backends'>> = [
  { reason: 'all-hosts-reachable', link: null, evidence: /^$/, arrange: async () => {} },
  { reason: 'link-usable', link: null, evidence: /^$/, arrange: async () => {}, checkHosts: [] },
  {
    reason: 'some-hosts-reachable',
    link: 'host',
    evidence: /^8\.8\.8\.8: ETIMEDOUT; 1\.1\.1\.1 answered in [\d.]+ ms$/,
    arrange: (lab) => lab.block('8.8.8.8'),
  },
  { reason: 'unreachable', link: 'host', evidence: /^8\.8\.8\.8: ETIMEDOUT; /, arrange: (lab) => lab.block() },
  {
    reason: 'no-interface',
    link: 'interface',
    evidence: /^no interface that counts is there$/,
    arrange: (lab) => lab.host.run('ip link del eth0'),
  },
  {
    reason: 'interface-down',
    link: 'interface',
    evidence: /^eth0 is down$/,
    arrange: (lab) => lab.host.run('ip link set eth0 down'),
  },
  { reason: 'no-carrier', link: 'carrier', evidence: /^eth0 has no carrier/, arrange: (lab) => lab.pullCable() },
  {
    reason: 'dormant',
    link: 'carrier',
    evidence: /^eth0 has no carrier, operational state dormant$/,
    arrange: (lab) => lab.host.run('ip link set eth0 mode dormant state dormant'),
  },
  {
    reason: 'no-address',
    link: 'address',
    evidence: /^eth0 has no address to send from$/,
    arrange: (lab) => lab.host.run('ip addr flush dev eth0'),
  },
  {
    reason: 'dad-pending',
    link: 'dad',
    evidence: /^duplicate address detection has not ended for .*fd00::2\/64/,
    arrange: (lab) =>
      lab.host.run(
        'sysctl -qw net.ipv6.conf.eth0.dad_transmits=60 && ip addr flush dev eth0 scope global && ip addr add fd00::2/64 dev eth0',
      ),
    checkHosts: ['[fd00::1]:443'],
  },
  {
    reason: 'no-route',
    link: 'route',
    evidence: /^the kernel has no route to 8\.8\.8\.8, 1\.1\.1\.1$/,
    arrange: (lab) => lab.host.run('ip route del default'),
  },
  {
    reason: 'prohibited',
    link: 'route',
    evidence: /^a route forbids 8\.8\.8\.8, 1\.1\.1\.1$/,
    arrange: (lab) => lab.host.run('ip route add prohibit 8.8.8.8 && ip route add prohibit 1.1.1.1'),
  },
];

/** One for each reason that a lab of the usual topology can be given at once. */
export const brokenLinks: readonly BrokenLink[] = CASES.map((each) => ({
  ...each,
  backends: each.reason === 'dormant' ? NETLINK_EVENTS : EVERY_BACKEND,
}));
