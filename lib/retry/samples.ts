import { AttemptContext } from './attempt-context.ts';
import { PastFailure } from './history.ts';
import type { OperationOwner } from './operation-owner.ts';
import { Operation } from './operation.ts';
import { Progress } from './progress.ts';

const context = new AttemptContext(1, 1, 0, 'sample');
const attempt = { context, startedMs: 0.5, lot: null, outagesBefore: 0, lossesBefore: 0, error: null, durationMs: 0.5 };
const progress = new Progress('sample', 0.5);
// Times that become fractions later would have all that are parked by then moulded anew, as they wake.
progress.beginOutage(0.5);
progress.endOutage(1);

/**
 * One object of each kind that failures and outages make. V8 throws away what it has optimised for a kind of objects when a
 * garbage collection finds none of it: between two bursts of them everything would be slow again.
 */
export const samples: readonly object[] = [
  attempt,
  new PastFailure(attempt, false, null),
  new Operation({} as OperationOwner, () => {}, null, progress),
];
