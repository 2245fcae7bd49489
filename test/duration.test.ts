import { expect } from 'chai';
import fc from 'fast-check';
import { LONGEST_DURATION_MS, parseDuration } from '../lib/duration.ts';
import { describe as describeValue, type InvalidOptionError } from '../lib/errors.ts';
import { thrownBy } from './support/codes.ts';

describe('a duration', () => {
  for (const [text, expected] of [
    ['250ms', 250],
    ['10s', 10_000],
    ['1m30s', 90_000],
    ['2h', 7_200_000],
    ['1h1m1s1ms', 3_661_001],
    ['1m500ms', 60_500],
    ['1.5s', 1_500],
    ['0.5ms', 0.5],
    ['0s', 0],
  ] as const) {
    it(`takes '${text}' for ${expected} ms`, () => {
      expect(parseDuration('delay', text)).to.equal(expected);
    });
  }

  it('takes a number for milliseconds, fractions and 0 included', () => {
    expect([0, 0.25, 1_500].map((value) => parseDuration('delay', value))).to.deep.equal([0, 0.25, 1_500]);
  });

  for (const value of [
    '10',
    '',
    ' 10s',
    '10s ',
    '10 s',
    '-5s',
    '1h-5m',
    '1s1h',
    '1m1m',
    '10S',
    '5d',
    's',
    '.5s',
    '1e3s',
    '1,5s',
    '9'.repeat(400) + 's',
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    10n,
    true,
    null,
    undefined,
    ['10s'],
    { valueOf: (): number => 10 },
  ]) {
    it(`refuses ${typeof value === 'string' ? '' : typeof value} ${describeValue(value)}`, () => {
      const error = thrownBy(() => parseDuration('maxDelay', value)) as InvalidOptionError;
      expect(error).to.include({ code: 'ERR_NETWAKE_INVALID_OPTION', option: 'maxDelay' });
      expect(Object.is(error.received, value)).to.equal(true);
    });
  }

  it('refuses what no timer can be set to, and takes the longest that one can', () => {
    expect(parseDuration('delay', 2 ** 31 - 1)).to.equal(LONGEST_DURATION_MS);
    expect(thrownBy(() => parseDuration('delay', 2 ** 31))).to.include({ code: 'ERR_NETWAKE_INVALID_OPTION' });
    expect(thrownBy(() => parseDuration('delay', '597h'))).to.include({ received: '597h' });
  });

  it('may be longer where no timer needs it', () => {
    expect(parseDuration('maxElapsedTime', '1000h', Number.MAX_SAFE_INTEGER)).to.equal(3_600_000_000);
  });

  it('is the sum of its parts, whichever of them it has', () => {
    const part = fc.option(fc.nat(59), { nil: null });
    fc.assert(
      fc.property(part, part, part, part, (h, m, s, ms) => {
        const parts = [h, m, s, ms].map((count, index) =>
          count === null ? '' : `${count}${['h', 'm', 's', 'ms'][index]}`,
        );
        fc.pre(parts.some((text) => text !== ''));
        const expected = (h ?? 0) * 3_600_000 + (m ?? 0) * 60_000 + (s ?? 0) * 1_000 + (ms ?? 0);
        expect(parseDuration('delay', parts.join(''))).to.equal(expected);
      }),
    );
  });

  it('is a finite number of milliseconds or a refusal, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9hms.]{0,8}$/)), (text) => {
        const outcome = settle(() => parseDuration('delay', text));
        if (outcome.error === null) expect(outcome.value).to.be.within(0, LONGEST_DURATION_MS);
        else expect(outcome.error).to.include({ code: 'ERR_NETWAKE_INVALID_OPTION', received: text });
      }),
    );
  });
});

function settle(act: () => number): { value: number; error: null } | { value: null; error: unknown } {
  try {
    return { value: act(), error: null };
  } catch (error) {
    return { value: null, error };
  }
}
