import type { NetworkMonitorOptions } from '../monitor/settings.ts';
import type { RetryConfig } from './retry-config.ts';

export type PresetName = 'conservative' | 'balanced' | 'patient';

/** Options for both halves that go well together. Frozen; what is absent keeps its default. */
export interface Preset {
  readonly monitor: Readonly<NetworkMonitorOptions>;
  readonly retry: Readonly<RetryConfig>;
}

const preset = (checkHosts: readonly string[], monitor: NetworkMonitorOptions, retry: RetryConfig): Preset =>
  Object.freeze({
    monitor: Object.freeze({ ...monitor, checkHosts: Object.freeze(checkHosts), enableNetlink: true }),
    retry: Object.freeze({ ...retry, waitForNetwork: true }),
  });

/** From the one that notices soonest and gives up soonest to the one that asks seldom and tries on: `new NetworkMonitor(presets.patient.monitor)`. */
export const presets: Readonly<Record<PresetName, Preset>> = Object.freeze({
  conservative: preset(
    ['8.8.8.8', '1.1.1.1'],
    { checkInterval: '5s', checkTimeout: '2s' },
    { maxAttempts: 3, initialDelay: '1s' },
  ),
  balanced: preset(
    ['8.8.8.8', '1.1.1.1', '8.8.4.4'],
    { checkInterval: '10s', checkTimeout: '5s' },
    { maxAttempts: 5, initialDelay: '1s' },
  ),
  patient: preset(
    ['8.8.8.8', '1.1.1.1', '8.8.4.4', '1.0.0.1'],
    { checkInterval: '30s', checkTimeout: '10s' },
    { maxAttempts: 10, initialDelay: '2s' },
  ),
});

/** The names that `presets` has, for those who check one. */
export const presetNames: readonly PresetName[] = Object.freeze(['conservative', 'balanced', 'patient']);
