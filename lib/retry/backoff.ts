/** How the delays are spread. `true` is ±25 %. */
export type Jitter = boolean | 'full' | 'equal' | 'decorrelated';

/** What the delays are made from, in milliseconds. */
export interface BackoffPolicy {
  readonly initialDelayMs: number;
  readonly maxDelayMs: number;
  readonly multiplier: number;
  readonly jitter: Jitter;
}

/**
 * The delay after failed attempt number `attempt`, in milliseconds, never above `maxDelayMs`.
 *
 * @param previousMs  the delay before this one, 0 if there was none: `decorrelated` grows from it
 * @param random  a number in [0, 1)
 */
export function backoffDelayMs(policy: BackoffPolicy, attempt: number, previousMs: number, random: number): number {
  const { initialDelayMs, maxDelayMs, multiplier, jitter } = policy;
  // Without a delay there is none to grow: 0 × Infinity is no number.
  if (initialDelayMs === 0) return 0;
  const baseMs = Math.min(maxDelayMs, initialDelayMs * multiplier ** (attempt - 1));
  switch (jitter) {
    case false:
      return baseMs;
    case true:
      return Math.min(maxDelayMs, baseMs * (0.75 + random / 2));
    case 'full':
      return baseMs * random;
    case 'equal':
      return baseMs / 2 + (baseMs / 2) * random;
    case 'decorrelated': {
      const upperMs = Math.max(initialDelayMs, previousMs * 3);
      return Math.min(maxDelayMs, initialDelayMs + (upperMs - initialDelayMs) * random);
    }
  }
}
