/** How flaps are damped. */
export interface DampingSettings {
  /** Added by each outage. */
  readonly penalty: number;
  /** Above it, what follows an outage is held back, … */
  readonly suppress: number;
  /** … until it has decayed to this. */
  readonly reuse: number;
  /** Half of it is gone after this long. */
  readonly halfLifeMs: number;
  /** The longest that anything is held back after the last outage. */
  readonly maxSuppressMs: number;
}

/** What has come of the outages so far, as it was at a time of the monotonic clock. */
export interface Damping {
  readonly penalty: number;
  readonly suppressed: boolean;
  readonly atMs: number;
}

export const UNDAMPED: Damping = Object.freeze({ penalty: 0, suppressed: false, atMs: 0 });

/** The penalty is never more than what decays to `reuse` within `maxSuppress` (RFC 2439, 4.2). */
export function ceilingOf({ reuse, halfLifeMs, maxSuppressMs }: DampingSettings): number {
  return reuse * 2 ** (maxSuppressMs / halfLifeMs);
}

/** As it is at a later time. */
export function decayed(damping: Damping, nowMs: number, settings: DampingSettings): Damping {
  const elapsedMs = Math.max(0, nowMs - damping.atMs);
  const penalty = damping.penalty * 2 ** (-elapsedMs / settings.halfLifeMs);
  return { penalty, suppressed: damping.suppressed && penalty > settings.reuse, atMs: nowMs };
}

/** One more outage. */
export function charged(damping: Damping, nowMs: number, settings: DampingSettings): Damping {
  const before = decayed(damping, nowMs, settings);
  const penalty = Math.min(before.penalty + settings.penalty, ceilingOf(settings));
  return { penalty, suppressed: before.suppressed || penalty > settings.suppress, atMs: nowMs };
}

/** How long the end of an outage is held back from now on; 0 when it is not. */
export function heldMs(damping: Damping, nowMs: number, settings: DampingSettings): number {
  const { penalty, suppressed } = decayed(damping, nowMs, settings);
  return suppressed ? settings.halfLifeMs * Math.log2(penalty / settings.reuse) : 0;
}

/** The time has come, whatever the last digits of the penalty say. */
export function released(damping: Damping, nowMs: number, settings: DampingSettings): Damping {
  return { ...decayed(damping, nowMs, settings), suppressed: false };
}
