import { expect } from 'chai';
import { FAILURES } from '../../lib/failure-table.ts';
import { LAB_FAILURES } from '../lab/retry/failures.ts';
import { failure } from '../support/failure.ts';
import { LOOPBACK_FAILURES, NOT_PROVOKED } from './failures/all.ts';
import { expectVerdict } from './failures/expect-verdict.ts';
import { itJudges, rowName, ROWS } from './failures/real-failure.ts';

describe('the table of failures', () => {
  it('has every word once', () => {
    const words = FAILURES.map(([word]) => word);
    expect(words).to.deep.equal([...new Set(words)]);
  });

  it('has each row tested with the error as it really is, but for those that are listed with a reason', () => {
    const provoked = new Set([...LOOPBACK_FAILURES, ...LAB_FAILURES].map(({ word, call }) => rowName(word, call)));
    const left = [...ROWS.keys()].filter((row) => !provoked.has(row));
    expect(left).to.have.members([...NOT_PROVOKED.keys()]);
  });

  for (const [word, reason] of NOT_PROVOKED) {
    it(`has ${word}, as a code and as a name, though ${reason}`, () => {
      const verdict = ROWS.get(word) ?? null;
      expectVerdict(failure(word), verdict);
      expectVerdict(Object.assign(new Error('as a name'), { name: word }), verdict);
    });
  }
});

describe('what really fails is judged by the table', () => itJudges(LOOPBACK_FAILURES));
