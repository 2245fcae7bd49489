import type { NetworkMonitorOptions } from '../monitor/settings.ts';
import type { RetryConfig } from './retry-config.ts';

/** One receiver of webhooks, as a configuration names it. */
export interface WebhookConfig {
  /** http or https. */
  url: string;
  /** Signs what is sent, so that the receiver can tell it from a forgery. */
  secret?: string;
  /** The states that are told. Default: the notifier's. */
  on?: readonly WebhookState[];
}

export type WebhookState = 'up' | 'down' | 'degraded';

/** A loaded configuration: plain objects, for the constructors as they are. */
export interface NetwakeConfig {
  monitor: NetworkMonitorOptions;
  retry: RetryConfig;
  webhooks: WebhookConfig[];
}
