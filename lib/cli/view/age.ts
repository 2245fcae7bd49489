const SECOND_MS = 1e3;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long something lasts, so coarse that it seldom changes: a view that counts seconds is never at rest. */
export function ageText(ageMs: number): string {
  if (ageMs < stepOf(ageMs)) return 'just now';
  if (ageMs < MINUTE_MS) return `for ${wholeSteps(ageMs) / SECOND_MS} s`;
  if (ageMs < HOUR_MS) return `for ${Math.floor(ageMs / MINUTE_MS)} min`;
  const hours = Math.floor(ageMs / HOUR_MS);
  if (ageMs < DAY_MS) return `for ${hours} h ${Math.floor((ageMs % HOUR_MS) / MINUTE_MS)} min`;
  return `for ${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** How long that text stays true from now on, in milliseconds. */
export function ageLastsMs(ageMs: number): number {
  return wholeSteps(ageMs) + stepOf(ageMs) - ageMs;
}

function wholeSteps(ageMs: number): number {
  return Math.floor(ageMs / stepOf(ageMs)) * stepOf(ageMs);
}

function stepOf(ageMs: number): number {
  if (ageMs < MINUTE_MS) return 10 * SECOND_MS;
  return ageMs < DAY_MS ? MINUTE_MS : HOUR_MS;
}
