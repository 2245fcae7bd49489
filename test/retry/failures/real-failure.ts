import { expect } from 'chai';
import { causeChain, codeOf, nameOf, propertyOf } from '../../../lib/causes.ts';
import { FAILURES, FAILURES_OF_CALLS } from '../../../lib/failure-table.ts';
import { expectVerdict } from './expect-verdict.ts';

/** A way to come by an error of a row of the tables as it really is, not by making one up. */
export interface RealFailure {
  /** The row's code or name. */
  word: string;
  /** The call of a row of {@link FAILURES_OF_CALLS}. */
  call?: string;
  /** Who fails, and how. */
  from: string;
  /** Resolves with the error. */
  provoke(): Promise<unknown>;
}

/** What a row is called. */
export function rowName(word: string, call?: string): string {
  return call === undefined ? word : `${word} of ${call}`;
}

/** Every row and what it says. */
export const ROWS: ReadonlyMap<string, (typeof FAILURES)[number][1]> = new Map([
  ...FAILURES.map(([word, verdict]) => [rowName(word), verdict] as const),
  ...FAILURES_OF_CALLS.map(([code, call, verdict]) => [rowName(code, call), verdict] as const),
]);

/** That each of them has what its row looks at somewhere along its causes, and is taken for what the row says. */
export function itJudges(failures: readonly RealFailure[]): void {
  for (const { word, call, from, provoke } of failures) {
    it(`${rowName(word, call)}: ${from}`, async () => {
      const verdict = ROWS.get(rowName(word, call));
      if (verdict === undefined) throw new Error('there is no such row');
      const error = await provoke();
      const links = [...causeChain(error)];
      expect(links.flatMap((link) => [codeOf(link), nameOf(link)])).to.include(word);
      if (call !== undefined) expect(links.map((link) => propertyOf(link, 'syscall')).join()).to.contain(call);
      expectVerdict(error, verdict);
    });
  }
}
