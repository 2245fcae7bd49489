import type { RetryConfig } from '../config/retry-config.ts';
import type { Jitter } from '../retry/backoff.ts';
import type { RetryerOptions } from '../retry/policy.ts';

/** The flags that are options of a retryer, as commander hands them over. */
export interface RetryFlags {
  maxAttempts?: number;
  initialDelay?: string;
  maxDelay?: string;
  multiplier?: number;
  jitter?: string;
  attemptTimeout?: string;
  maxElapsed?: string;
  maxNetworkWait?: string;
  /** False after `--no-wait-for-network`. */
  waitForNetwork?: boolean;
  /** True: at once. */
  killOnOutage?: string | true;
}

/** The options that the flags lead to: a flag wins over the file, as for the monitor. */
export function retryOptions(flags: RetryFlags, beneath: Readonly<RetryConfig>): RetryerOptions {
  const options: RetryerOptions = { ...beneath };
  if (flags.maxAttempts !== undefined) options.maxAttempts = flags.maxAttempts;
  if (flags.initialDelay !== undefined) options.initialDelay = flags.initialDelay;
  if (flags.maxDelay !== undefined) options.maxDelay = flags.maxDelay;
  if (flags.multiplier !== undefined) options.multiplier = flags.multiplier;
  if (flags.jitter !== undefined) options.jitter = JITTERS[flags.jitter] ?? true;
  if (flags.attemptTimeout !== undefined) options.attemptTimeout = flags.attemptTimeout;
  if (flags.maxElapsed !== undefined) options.maxElapsedTime = flags.maxElapsed;
  if (flags.maxNetworkWait !== undefined) options.maxNetworkWait = flags.maxNetworkWait;
  if (flags.waitForNetwork !== undefined) options.waitForNetwork = flags.waitForNetwork;
  if (flags.killOnOutage !== undefined) {
    options.abortOnNetworkDown = flags.killOnOutage === true ? true : { after: flags.killOnOutage };
    // Who does not wait for the network does not watch it either: the flag wins over the file.
    options.waitForNetwork = true;
  }
  return options;
}

/** What `--jitter` takes. */
export const JITTERS: Readonly<Record<string, Jitter>> = Object.freeze({
  true: true,
  false: false,
  full: 'full',
  equal: 'equal',
  decorrelated: 'decorrelated',
});
