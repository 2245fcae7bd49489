import { expect } from 'chai';
import fc from 'fast-check';
import { backoffDelayMs, type Jitter } from '../../lib/retry/backoff.ts';
import { retryAfterMs } from '../../lib/retry/retry-after.ts';
import { ManualClock } from '../support/manual-clock.ts';

const POLICY = { initialDelayMs: 1_000, maxDelayMs: 30_000, multiplier: 2 };

describe('the delays', () => {
  const spread: Array<[Jitter, number, number]> = [
    [false, 4_000, 4_000],
    [true, 3_000, 5_000],
    ['full', 0, 4_000],
    ['equal', 2_000, 4_000],
    ['decorrelated', 1_000, 6_000],
  ];
  for (const [jitter, lowest, highest] of spread) {
    it(`lie between ${lowest} and ${highest} ms after the third failure with jitter ${jitter}`, () => {
      expect(backoffDelayMs({ ...POLICY, jitter }, 3, 2_000, 0)).to.equal(lowest);
      expect(backoffDelayMs({ ...POLICY, jitter }, 3, 2_000, 1)).to.equal(highest);
    });
  }

  it('never pass maxDelay, jitter included, and are never negative', () => {
    const jitters = fc.constantFrom<Jitter>(true, false, 'full', 'equal', 'decorrelated');
    const attempts = fc.integer({ min: 1, max: 5_000 });
    const property = fc.property(
      jitters,
      attempts,
      fc.constantFrom(0, 1, 1_000, 90_000),
      fc.nat(60_000),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (jitter, attempt, initialDelayMs, previousMs, random) => {
        const delayMs = backoffDelayMs({ ...POLICY, initialDelayMs, jitter }, attempt, previousMs, random);
        expect(delayMs).to.be.within(0, 30_000);
      },
    );
    fc.assert(property);
  });
});

describe('Retry-After', () => {
  const clock = new ManualClock();
  const at = new Date(clock.wallNow().getTime() + 90_000).toUTCString();
  const cases: Array<[string, unknown, number | null]> = [
    ['seconds in a Headers object', { response: { headers: new Headers({ 'retry-after': '3' }) } }, 3_000],
    ['a date', { headers: { 'Retry-After': at } }, 90_000],
    ['a date that has passed', { headers: { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' } }, 0],
    ['a number in a list', { headers: { 'retry-after': [5] } }, 5_000],
    ['seconds on the response, in any case', { response: { headers: { 'RETRY-AFTER': '4' } } }, 4_000],
    ['milliseconds on the error', { retryAfterMs: 250 }, 250],
    ['nonsense', { headers: { 'retry-after': 'soon' } }, null],
    ['nothing', new Error('plain'), null],
  ];
  for (const [what, error, expected] of cases) {
    it(`is understood as ${what}`, () => expect(retryAfterMs(error, clock)).to.equal(expected));
  }
});
