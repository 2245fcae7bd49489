/** What a list of samples comes to, in the unit of the samples. */
export interface Percentiles {
  p50: number;
  p90: number;
  p99: number;
  max: number;
}

/** Nearest-rank percentiles: each is a sample that was measured. */
export function percentiles(samples: readonly number[]): Percentiles {
  const sorted = samples.toSorted((one, other) => one - other);
  const at = (share: number): number => round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN);
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
}

/** Each percentile of one list over that of another. */
export function ratios(of: Percentiles, to: Percentiles): Percentiles {
  const ratio = (name: keyof Percentiles): number => round(of[name] / to[name]);
  return { p50: ratio('p50'), p90: ratio('p90'), p99: ratio('p99'), max: ratio('max') };
}

/** Three digits after the point: nanoseconds of a microsecond. */
export function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
