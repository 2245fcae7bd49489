import type { Clock } from '../clock.ts';
import type { NativeAddon } from '../native/binding.ts';
import { loadAddon } from '../native/loader.ts';
import type { Prober } from '../probe/contract.ts';
import { NativeProber } from '../probe/native.ts';
import { SocketProber } from '../probe/socket.ts';
import type { NetworkSource } from '../sources/contract.ts';
import { NetlinkSource } from '../sources/netlink.ts';
import { PollingSource } from '../sources/polling.ts';
import { readProc } from '../sources/proc-files.ts';
import { selectInterfaces } from '../table/selection.ts';
import type { MonitorSettings } from './settings.ts';
import { type SleepGauge, systemSleepGauge } from './sleep-gauge.ts';
import type { BackendSnapshot } from './snapshot.ts';

/** Source and prober, and why they are what they are. */
export interface Backend {
  source: NetworkSource;
  prober: Prober;
  snapshot: BackendSnapshot;
  /** Absent where nobody sleeps: in a replay. */
  sleep?: SleepGauge;
}

/** Takes the best that this system and process allow. Never fails: the last resort needs nothing but Node. */
export function chooseBackend(settings: MonitorSettings, clock: Clock): Backend {
  const { enableNetlink, logger } = settings;
  const loaded = loadAddon();
  const addon = 'addon' in loaded ? loaded.addon : null;
  const prober = addon === null ? new SocketProber(clock) : new NativeProber(addon);
  const chosen = chooseSource(settings, addon, 'reason' in loaded ? loaded.reason : null, clock);
  const fallbackReason = chosen.fallbackReason;
  if (fallbackReason !== null && enableNetlink)
    logger.warn({ fallbackReason }, 'netlink is not available, polling instead');
  const snapshot = Object.freeze({ events: chosen.source.kind, probes: prober.kind, fallbackReason });
  return { source: chosen.source, prober, snapshot, sleep: systemSleepGauge(addon) };
}

function chooseSource(
  settings: MonitorSettings,
  addon: NativeAddon | null,
  missing: string | null,
  clock: Clock,
): { source: NetworkSource; fallbackReason: string | null } {
  const selection = selectInterfaces(settings.preferredInterfaces, settings.ignoreInterfaces);
  const fallBack = (fallbackReason: string): { source: NetworkSource; fallbackReason: string } => ({
    source: new PollingSource(clock, undefined, undefined, ({ name, kind }) => selection.counts(name, kind), readProc),
    fallbackReason,
  });
  if (addon === null) return fallBack(missing ?? 'the addon is not loaded');
  if (!settings.enableNetlink) return fallBack('enableNetlink is false');
  try {
    return { source: new NetlinkSource(addon, undefined, settings), fallbackReason: null };
  } catch (error) {
    return fallBack(error instanceof Error ? error.message : String(error));
  }
}
