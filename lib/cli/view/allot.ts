/** A title, and a blank line before it. */
const OVERHEAD = 2;

/**
 * How many rows each of some sections may have of those that it wants, where there are no more than `room` lines for all of
 * them: first every section gets one, in their order, and then each one more as long as there are any. A section without rows
 * takes no line at all.
 */
export function allot(wanted: readonly number[], room: number): number[] {
  const given = wanted.map(() => 0);
  let left = room;
  let gave = true;
  while (gave) {
    gave = false;
    for (const [section, want] of wanted.entries()) {
      const cost = given[section] === 0 ? OVERHEAD + 1 : 1;
      if (given[section]! >= want || cost > left) continue;
      given[section]!++;
      left -= cost;
      gave = true;
    }
  }
  return given;
}
