import { expect } from 'chai';
import fc from 'fast-check';
import { ageLastsMs, ageText } from '../../../lib/cli/view/age.ts';

const [SECOND, MINUTE, HOUR, DAY] = [1e3, 60e3, 3_600e3, 86_400e3];

describe('the age of a state', () => {
  const examples: Array<[ageMs: number, text: string]> = [
    [0, 'just now'],
    [9.9 * SECOND, 'just now'],
    [10 * SECOND, 'for 10 s'],
    [59.9 * SECOND, 'for 50 s'],
    [MINUTE, 'for 1 min'],
    [59.9 * MINUTE, 'for 59 min'],
    [HOUR + 5 * MINUTE, 'for 1 h 5 min'],
    [DAY, 'for 1 d 0 h'],
    [3 * DAY + 4.5 * HOUR, 'for 3 d 4 h'],
  ];
  for (const [ageMs, text] of examples) {
    it(`of ${ageMs} ms is "${text}"`, () => expect(ageText(ageMs)).to.equal(text));
  }

  it('is told when to be looked at again: not before it is another, and not after', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 * DAY }), (ageMs) => {
        const lastsMs = ageLastsMs(ageMs);
        expect(lastsMs).to.be.greaterThan(0);
        expect(ageText(ageMs + lastsMs - 1)).to.equal(ageText(ageMs));
        expect(ageText(ageMs + lastsMs)).not.to.equal(ageText(ageMs));
      }),
    );
  });
});
