import type { LinkRecord, LinkUpdate } from '../sources/contract.ts';

/**
 * The link that an update makes of what was known of it.
 *
 * @throws Error when the update tells the flags alone of a link that was never told
 */
export function wholeLink(update: LinkUpdate, previous: LinkRecord | null): LinkRecord {
  if ('name' in update) return update;
  const { index, up, carrier, operState } = update;
  if (previous === null) throw new Error(`the source told the flags of interface ${index} before the interface itself`);
  const { name, kind, loopback, mtu, mac } = previous;
  return { index, name, kind, loopback, up, carrier, operState, mtu, mac };
}
