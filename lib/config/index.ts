export type { NetwakeConfig, WebhookConfig, WebhookState } from './config.ts';
export { loadConfig, type LoadConfigOptions } from './load.ts';
export type { RetryConfig } from './retry-config.ts';
