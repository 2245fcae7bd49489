import { expect } from 'chai';
import fc from 'fast-check';
import { RttEstimator } from '../../lib/probe/rtt-estimator.ts';

const LONGEST_MS = 5_000;

function after(...rttsMs: readonly number[]): RttEstimator {
  const estimator = new RttEstimator();
  for (const rttMs of rttsMs) estimator.answered(rttMs);
  return estimator;
}

describe('the estimate of a round-trip time', () => {
  it('knows nothing before the first answer, and waits as long as it may', () => {
    expect(after().timeoutMs(LONGEST_MS)).to.equal(LONGEST_MS);
  });

  it('takes the first answer as it is, and half of it for its variation', () => {
    expect(after(200).estimate).to.deep.equal({ smoothedMs: 200, variationMs: 100, backoffs: 0 });
    expect(after(200).timeoutMs(LONGEST_MS)).to.equal(600);
  });

  it('smooths by an eighth, and the variation by a quarter, which is taken before', () => {
    expect(after(200, 280).estimate).to.deep.equal({ smoothedMs: 210, variationMs: 95, backoffs: 0 });
  });

  it('never waits for less than 300 ms', () => {
    expect(after(1, 1, 1, 1).timeoutMs(LONGEST_MS)).to.equal(300);
  });

  it('never waits longer than it may', () => {
    expect(after(900).timeoutMs(LONGEST_MS)).to.equal(2_700);
    expect(after(900).timeoutMs(2_000)).to.equal(2_000);
    expect(after(1).timeoutMs(200)).to.equal(200);
  });

  it('takes no answer for a measurement that may be to a SYN that was sent again', () => {
    expect(after(1_000).timeoutMs(LONGEST_MS)).to.equal(LONGEST_MS);
    expect(after(100, 1_100).estimate).to.deep.equal(after(100).estimate);
  });

  it('waits twice as long after each timeout, until there is an answer', () => {
    const estimator = after(200);
    estimator.timedOut();
    expect(estimator.timeoutMs(LONGEST_MS)).to.equal(1_200);
    estimator.timedOut();
    expect(estimator.timeoutMs(LONGEST_MS)).to.equal(2_400);
    estimator.answered(200);
    expect(estimator.timeoutMs(LONGEST_MS)).to.equal(500);
  });

  it('stays within its bounds whatever comes', () => {
    const happenings = fc.array(fc.option(fc.double({ min: 0, max: 10_000, noNaN: true })));
    fc.assert(
      fc.property(happenings, fc.integer({ min: 300, max: 60_000 }), (list, longestMs) => {
        const estimator = new RttEstimator();
        for (const rttMs of list)
          if (rttMs === null) estimator.timedOut();
          else estimator.answered(rttMs);
        expect(estimator.timeoutMs(longestMs)).to.be.within(300, longestMs);
      }),
    );
  });
});
