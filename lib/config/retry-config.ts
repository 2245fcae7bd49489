import type { Duration } from '../duration.ts';

/** The options of a Retryer that a configuration can set. What is absent keeps its default. */
export interface RetryConfig {
  /** At least 1; `.inf` for no limit. */
  maxAttempts?: number;
  initialDelay?: Duration;
  maxDelay?: Duration;
  /** At least 1. */
  multiplier?: number;
  jitter?: boolean | 'full' | 'equal' | 'decorrelated';
  waitForNetwork?: boolean;
}
