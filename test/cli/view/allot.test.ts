import { expect } from 'chai';
import fc from 'fast-check';
import { allot } from '../../../lib/cli/view/allot.ts';

const linesOf = (given: readonly number[]): number => given.reduce((sum, rows) => sum + (rows === 0 ? 0 : rows + 2), 0);

describe('the rows of a screen', () => {
  it('go to all that are wanted, where there is room', () => {
    expect(allot([3, 0, 2], 100)).to.deep.equal([3, 0, 2]);
  });

  it('are shared out evenly, where there is not', () => {
    expect(allot([9, 2, 9], 17)).to.deep.equal([5, 2, 4]);
  });

  it('go to the first sections alone, where there is room for these only', () => {
    expect(allot([9, 9, 9], 7)).to.deep.equal([2, 1, 0]);
    expect(allot([9, 9, 9], 2)).to.deep.equal([0, 0, 0]);
  });

  it('are never more than there are, nor more than wanted, and none is left that could be of use', () => {
    const wanted = fc.array(fc.nat(30), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(wanted, fc.nat(60), (wants, room) => {
        const given = allot(wants, room);
        const left = room - linesOf(given);
        expect(left).to.be.at.least(0);
        for (const [section, rows] of given.entries()) {
          expect(rows).to.be.at.most(wants[section]!);
          if (rows < wants[section]!) expect(left).to.be.below(rows === 0 ? 3 : 1);
        }
      }),
    );
  });
});
