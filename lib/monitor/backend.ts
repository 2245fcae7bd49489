import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { NativeAddon } from '../native/binding.ts';
import { loadAddon } from '../native/loader.ts';
import type { Prober } from '../probe/contract.ts';
import { NativeProber } from '../probe/native.ts';
import { SocketProber } from '../probe/socket.ts';
import type { NetworkSource } from '../sources/contract.ts';
import { NetlinkSource } from '../sources/netlink.ts';
import { PollingSource } from '../sources/polling.ts';
import type { BackendSnapshot } from './snapshot.ts';

/** Source and prober, and why they are what they are. */
export interface Backend {
  source: NetworkSource;
  prober: Prober;
  snapshot: BackendSnapshot;
}

/** Takes the best that this system and process allow. Never fails: the last resort needs nothing but Node. */
export function chooseBackend(enableNetlink: boolean, clock: Clock, logger: Logger): Backend {
  const loaded = loadAddon();
  const addon = 'addon' in loaded ? loaded.addon : null;
  const prober = addon === null ? new SocketProber(clock) : new NativeProber(addon);
  const chosen = chooseSource(enableNetlink, addon, 'reason' in loaded ? loaded.reason : null, clock);
  const fallbackReason = chosen.fallbackReason;
  if (fallbackReason !== null && enableNetlink)
    logger.warn({ fallbackReason }, 'netlink is not available, polling instead');
  const snapshot = Object.freeze({ events: chosen.source.kind, probes: prober.kind, fallbackReason });
  return { source: chosen.source, prober, snapshot };
}

function chooseSource(
  enableNetlink: boolean,
  addon: NativeAddon | null,
  missing: string | null,
  clock: Clock,
): { source: NetworkSource; fallbackReason: string | null } {
  const fallBack = (fallbackReason: string): { source: NetworkSource; fallbackReason: string } => ({
    source: new PollingSource(clock),
    fallbackReason,
  });
  if (addon === null) return fallBack(missing ?? 'the addon is not loaded');
  if (!enableNetlink) return fallBack('enableNetlink is false');
  try {
    return { source: new NetlinkSource(addon), fallbackReason: null };
  } catch (error) {
    return fallBack(error instanceof Error ? error.message : String(error));
  }
}
