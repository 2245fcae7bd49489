export { type Preset, type PresetName, presets } from './config/presets.ts';
export type { RetryConfig } from './config/retry-config.ts';
export type { Duration } from './duration.ts';
export {
  ConfigError,
  NetlinkError,
  NetwakeError,
  InvalidOptionError,
  RecordingError,
  StateError,
  StoppedError,
  UnknownOptionError,
  WaitTimeoutError,
} from './errors.ts';
export type { Logger } from './logger.ts';
export type { CheckHostInput } from './monitor/check-host.ts';
export type { ChainLink, DiagnosisLink } from './monitor/diagnosis.ts';
export type * from './monitor/events.ts';
export type { FlapDampingOptions } from './monitor/flap-damping.ts';
export type { InterfaceStats } from './monitor/interface-stats.ts';
export { NetworkMonitor } from './monitor/network-monitor.ts';
export type { NetworkMonitorOptions } from './monitor/settings.ts';
export type { Recording, RecordOptions } from './record/recording.ts';
export type * from './monitor/snapshot.ts';
export type { SubscribeOptions, Subscription } from './monitor/subscription.ts';
export type { Target, TargetWaitOptions } from './monitor/target.ts';
export type { TargetChange, TargetCheck, TargetState } from './monitor/target-watch.ts';
export type { WaitOptions } from './monitor/waiters.ts';
export type { NetworkState, StateCause, StateReason } from './state/network-state.ts';
export * from './retry/index.ts';
