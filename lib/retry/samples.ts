import { AttemptContext } from './attempt-context.ts';
import { PastFailure } from './history.ts';
import { Progress } from './progress.ts';

const context = new AttemptContext(1, 1, 0, 'sample');
const attempt = { context, startedMs: 0.5, lot: null, outagesBefore: 0, lossesBefore: 0, error: null, durationMs: 0.5 };

/**
 * One object of each kind that a failure makes. V8 throws away what it has optimised for a kind of objects when a garbage
 * collection finds none of it: between two bursts of failures everything would be slow again.
 */
export const samples: readonly object[] = [attempt, new PastFailure(attempt, false, null), new Progress('sample', 0.5)];
