import { expect } from 'chai';
import fc from 'fast-check';
import { SYNS_PER_SECOND, SynBudget } from '../../lib/probe/syn-budget.ts';

describe('the SYNs for one host', () => {
  it('may all be sent at once, up to what a second allows', () => {
    const budget = new SynBudget();
    expect(budget.take(SYNS_PER_SECOND, 0)).to.equal(0);
    expect(budget.take(1, 0)).to.equal(1_000 / SYNS_PER_SECOND);
  });

  it('come back with the time', () => {
    const budget = new SynBudget();
    budget.take(SYNS_PER_SECOND, 0);
    expect(budget.take(2, 49)).to.be.within(1, 2);
    expect(budget.take(2, 50)).to.equal(0);
  });

  it("don't add up while none is sent", () => {
    const budget = new SynBudget();
    budget.take(1, 0);
    expect(budget.take(SYNS_PER_SECOND, 3_600_000)).to.equal(0);
    expect(budget.take(1, 3_600_000)).to.be.greaterThan(0);
  });

  it('are sent for a host with more addresses than that', () => {
    expect(new SynBudget().take(SYNS_PER_SECOND + 10, 0)).to.equal(0);
  });

  it('are never more than twice that in any second', () => {
    const wishes = fc.array(fc.tuple(fc.nat(200), fc.integer({ min: 1, max: 8 })), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(wishes, (list) => {
        const budget = new SynBudget();
        const sent: Array<{ atMs: number; count: number }> = [];
        let nowMs = 0;
        for (const [passedMs, count] of list) {
          nowMs += passedMs;
          if (budget.take(count, nowMs) === 0) sent.push({ atMs: nowMs, count });
        }
        for (const { atMs } of sent) {
          const within = sent.filter((each) => each.atMs >= atMs && each.atMs < atMs + 1_000);
          expect(within.reduce((sum, { count }) => sum + count, 0)).to.be.at.most(2 * SYNS_PER_SECOND);
        }
      }),
    );
  });
});
