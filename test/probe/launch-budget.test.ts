import { expect } from 'chai';
import fc from 'fast-check';
import { LaunchBudget, LAUNCHES_PER_SECOND } from '../../lib/probe/launch-budget.ts';

const GAP_MS = 1_000 / LAUNCHES_PER_SECOND;

/** A budget of which all has been spent at time 0. */
function spent(): LaunchBudget {
  const budget = new LaunchBudget();
  for (let launch = 0; launch < LAUNCHES_PER_SECOND; launch++) expect(budget.take(0)).to.equal(0);
  return budget;
}

describe('the launches for one host', () => {
  it('may all be made at once, up to what a second allows', () => {
    expect(spent().take(0)).to.equal(GAP_MS);
  });

  it('come back with the time', () => {
    const budget = spent();
    expect(budget.take(GAP_MS - 1)).to.be.within(1, 2);
    expect(budget.take(GAP_MS)).to.equal(0);
    expect(budget.take(GAP_MS)).to.be.greaterThan(0);
  });

  it('are as they were at the beginning once they are refilled', () => {
    const budget = spent();
    budget.refill();
    for (let launch = 0; launch < LAUNCHES_PER_SECOND; launch++) expect(budget.take(0)).to.equal(0);
    expect(budget.take(0)).to.equal(GAP_MS);
  });

  it("don't add up while none is made", () => {
    const budget = new LaunchBudget();
    budget.take(0);
    for (let launch = 0; launch < LAUNCHES_PER_SECOND; launch++) expect(budget.take(3_600_000)).to.equal(0);
    expect(budget.take(3_600_000)).to.be.greaterThan(0);
  });

  it('are never more than twice that in any second', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100), { minLength: 1, maxLength: 300 }), (passed) => {
        const budget = new LaunchBudget();
        const made: number[] = [];
        let nowMs = 0;
        for (const passedMs of passed) {
          nowMs += passedMs;
          if (budget.take(nowMs) === 0) made.push(nowMs);
        }
        for (const atMs of made)
          expect(made.filter((each) => each >= atMs && each < atMs + 1_000).length).to.be.at.most(
            2 * LAUNCHES_PER_SECOND,
          );
      }),
    );
  });
});
