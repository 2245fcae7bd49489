import { type Percentiles, percentiles, ratios, round } from '../percentiles.ts';
import type { Samples } from './rounds.ts';

/** How soon an outage was noticed. */
export interface ReactionFigures {
  unit: 'us';
  n: number;
  netwake: Percentiles;
  c: Percentiles;
  /** netwake's over the C program's. */
  ratios: Percentiles;
}

/** How soon work went on after an outage. */
export interface RecoveryFigures {
  unit: 'ms';
  n: number;
  netwake: Percentiles;
  c: Percentiles;
  /** netwake's median less the C program's. */
  behindP50: number;
}

export function reactionFigures(samples: Samples): ReactionFigures {
  const netwake = percentiles(samples.netwake.map(({ down }) => down));
  const c = percentiles(samples.c.map(({ down }) => down));
  return { unit: 'us', n: samples.netwake.length, netwake, c, ratios: ratios(netwake, c) };
}

export function recoveryFigures(samples: Samples): RecoveryFigures {
  const inMilliseconds = ({ up }: { up: number }): number => up / 1_000;
  const netwake = percentiles(samples.netwake.map(inMilliseconds));
  const c = percentiles(samples.c.map(inMilliseconds));
  return { unit: 'ms', n: samples.netwake.length, netwake, c, behindP50: round(netwake.p50 - c.p50) };
}
