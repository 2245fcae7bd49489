import { expect } from 'chai';
import { PastFailure } from '../../lib/retry/history.ts';

describe('what is remembered of an operation that fails for ever', () => {
  it('is no more than two thousand failures', () => {
    let last: PastFailure | null = null;
    let most = 0;
    for (let attempt = 1; attempt <= 10_000; attempt++) {
      last = new PastFailure({ context: { attempt }, error: null, startedMs: 0, durationMs: 0 }, false, last);
      if (attempt % 500 === 499) most = Math.max(most, chainLength(last));
    }
    expect(most).to.be.within(1_000, 2_000);
  });
});

function chainLength(last: PastFailure): number {
  let count = 0;
  for (let each: PastFailure | null = last; each !== null; each = each.previous) count++;
  return count;
}
