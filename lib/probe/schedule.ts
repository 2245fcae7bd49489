// Offsets from the start of the recovery phase. A fresh socket every few tens of milliseconds beats one that waits for
// TCP to send its lost SYN again, which takes a second.
const EARLY_STEPS_MS: readonly number[] = [0, 10, 20, 40, 80, 160, 320, 640];

const FIRST_LATE_STEP_MS = 1_000;

// So that thousands of machines behind one router don't probe in step.
const LATE_JITTER = 0.2;

/** Whether the next launch after so many is one of the late ones, a second and more apart. */
export function isLateStep(step: number): boolean {
  return step >= EARLY_STEPS_MS.length;
}

/**
 * How long after launch number `step` of a recovery the next one comes, in milliseconds: launches at 0, 10, 20, 40, 80,
 * 160, 320, 640 ms, then 1 s, 2 s, 4 s … apart, up to `longestMs`, with ±20 % jitter from the 1 s step on.
 *
 * @param step  launches made so far, 1 or more
 * @param longestMs  the check interval
 * @param random  a number in [0, 1)
 */
export function recoveryDelayMs(step: number, longestMs: number, random: number): number {
  const early = EARLY_STEPS_MS[step];
  if (early !== undefined) return Math.min(early - (EARLY_STEPS_MS[step - 1] ?? 0), longestMs);
  const doublings = Math.min(step - EARLY_STEPS_MS.length, 40);
  const delayMs = Math.min(FIRST_LATE_STEP_MS * 2 ** doublings, longestMs);
  return delayMs * (1 - LATE_JITTER + 2 * LATE_JITTER * random);
}

/**
 * Which part of the time between launch number `step` of a recovery and the next one belongs to each of its hosts, in
 * milliseconds: one after the other sends its sockets then, so that what comes back unannounced is met by one of them the
 * sooner. None of the first launch, which is for what has just come back, nor of the late ones, where it would only wake the
 * process more often.
 *
 * @param step  launches made, this one included
 * @param longestMs  the check interval
 */
export function recoveryShareMs(step: number, hosts: number, longestMs: number): number {
  if (step < 2 || isLateStep(step)) return 0;
  return recoveryDelayMs(step, longestMs, 0) / hosts;
}
