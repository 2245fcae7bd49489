import { expect } from 'chai';
import type { Verdict } from '../../../lib/failure-table.ts';
import { verdictOf } from '../../../lib/failure-verdict.ts';
import { speaksOfNetwork } from '../../../lib/network-failure.ts';
import { classify } from '../../../lib/retry/classify.ts';

/** What an error that really happened is taken for; null is for what the tables don't know. */
export function expectVerdict(error: unknown, verdict: Verdict | null): void {
  expect(verdictOf(error), String(error)).to.equal(verdict);
  expect(classify(error)).to.equal(verdict === 'network' || verdict === 'service');
  expect(speaksOfNetwork(error)).to.equal(verdict === 'network');
}
