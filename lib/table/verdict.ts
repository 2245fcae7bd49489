import type { AddressRecord, LinkState } from '../sources/contract.ts';
import type { StateReason } from '../state/network-state.ts';

/** Whether traffic can leave, and if not, what stands in the way. */
export interface Verdict {
  usable: boolean;
  /** `link-usable` when usable. */
  reason: StateReason;
}

/** The one verdict that lets traffic through. */
export const USABLE: Verdict = Object.freeze({ usable: true, reason: 'link-usable' });

// From what is broken first to what is broken last: the later a reason stands, the nearer the network is to working.
const CHAIN: readonly StateReason[] = [
  'no-interface',
  'interface-down',
  'no-carrier',
  'dormant',
  'no-address',
  'dad-pending',
  'no-route',
  'prohibited',
];

/** Of several verdicts, the one that got furthest. Of none, `no-interface`. */
export function furthest(verdicts: readonly Verdict[]): Verdict {
  let best: Verdict = { usable: false, reason: 'no-interface' };
  for (const verdict of verdicts) {
    if (verdict.usable) return verdict;
    if (CHAIN.indexOf(verdict.reason) > CHAIN.indexOf(best.reason)) best = verdict;
  }
  return best;
}

/** Judges an interface by its flags and RFC 2863 operational state. IF_OPER_UNKNOWN (lo, tun, wireguard) is usable when up with carrier. */
export function judgeLink(link: LinkState): Verdict {
  if (!link.up) return { usable: false, reason: 'interface-down' };
  if (link.operState === 'dormant') return { usable: false, reason: 'dormant' };
  if (!link.carrier || (link.operState !== 'up' && link.operState !== 'unknown')) {
    return { usable: false, reason: 'no-carrier' };
  }
  return USABLE;
}

/**
 * Judges the addresses of one interface.
 *
 * @param family  only addresses of this family, or any when null
 * @param linkLocal  whether a link-local address will do
 */
export function judgeAddresses(addresses: Iterable<AddressRecord>, family: 4 | 6 | null, linkLocal: boolean): Verdict {
  let tentative = false;
  for (const address of addresses) {
    if (family !== null && address.family !== family) continue;
    if (address.scope === 'host' || (!linkLocal && isLinkLocal(address))) continue;
    if (!address.tentative) return USABLE;
    tentative = true;
  }
  return { usable: false, reason: tentative ? 'dad-pending' : 'no-address' };
}

// An IPv4 address of scope link need not be link-local, nor the reverse: RFC 3927 goes by 169.254/16, and `ip addr add`
// gives it the scope global.
function isLinkLocal({ family, address, scope }: AddressRecord): boolean {
  return family === 6 ? scope === 'link' : address.startsWith('169.254.');
}
