import { expect } from 'chai';
import { nonRetryable, retryable, Retryer } from '../../lib/retry/index.ts';
import { speaksOfNetwork } from '../../lib/network-failure.ts';
import { classify } from '../../lib/retry/classify.ts';
import { failure } from '../support/failure.ts';

describe('an error is worth another attempt', () => {
  for (const code of [
    'ECONNRESET',
    'ETIMEDOUT',
    'EPIPE',
    'ENETUNREACH',
    'EHOSTUNREACH',
    'ENETDOWN',
    'EAI_AGAIN',
    'ENOTFOUND',
  ]) {
    it(`with ${code}, which speaks of the network`, () => {
      expect(classify(failure(code))).to.equal(true);
      expect(speaksOfNetwork(failure(code))).to.equal(true);
    });
  }

  for (const name of [
    'ThrottlingException',
    'SlowDown',
    'RequestLimitExceeded',
    'InternalError',
    'ServiceUnavailable',
  ]) {
    it(`with the cloud's ${name}, as its code or its name`, () => {
      expect(classify(failure(name))).to.equal(true);
      expect(classify(Object.assign(new Error('later'), { name }))).to.equal(true);
      expect(speaksOfNetwork(failure(name))).to.equal(false);
    });
  }

  for (const status of [408, 425, 429, 500, 502, 503, 504]) {
    it(`with HTTP ${status}, wherever it stands`, () => {
      const places = [
        { status },
        { statusCode: status },
        { response: { status } },
        { $metadata: { httpStatusCode: status } },
      ];
      for (const place of places) expect(classify(Object.assign(new Error('http'), place))).to.equal(true);
    });
  }

  it('when AbortSignal.timeout ends it', () => {
    expect(classify(new DOMException('too slow', 'TimeoutError'))).to.equal(true);
  });

  it('by errno alone', () => {
    expect(classify(Object.assign(new Error('bare'), { errno: -110 }))).to.equal(true);
  });

  it('by what lies within an AggregateError', () => {
    expect(classify(new AggregateError([failure('ENETUNREACH')]))).to.equal(true);
  });
});

describe('an error is final', () => {
  const mistakes: Array<[string, unknown]> = [
    ['a programming error', new TypeError('x is not a function')],
    ['a fetch that was asked wrongly', new TypeError('Failed to parse URL', { cause: failure('ERR_INVALID_URL') })],
    ['an abort', new DOMException('aborted', 'AbortError')],
    [
      'an abort of something that also failed',
      Object.assign(new Error('a', { cause: failure('EPIPE') }), { name: 'AbortError' }),
    ],
    ['HTTP 404', Object.assign(new Error('http'), { status: 404 })],
    ['a text that only looks like one', new Error('read ECONNRESET')],
    ['a string', 'ECONNRESET'],
    ['nothing', undefined],
  ];
  for (const [what, error] of mistakes) it(`when it is ${what}`, () => expect(classify(error)).to.equal(false));

  it('when it is its own cause', () => {
    const error: Error & { cause?: unknown } = new Error('round');
    error.cause = error;
    expect(classify(error)).to.equal(false);
  });
});

describe('what the user says of an error', () => {
  const invocations = async (options: object, error: unknown): Promise<number> => {
    let count = 0;
    const retryer = new Retryer({ maxAttempts: 2, initialDelay: 0, ...options });
    await retryer.do(() => Promise.reject((count++, error as Error))).catch(() => {});
    return count;
  };
  class Flaky extends Error {}

  it('adds codes, classes and predicates to the defaults', async () => {
    expect(await invocations({ retryableErrors: ['E_MINE'] }, failure('E_MINE'))).to.equal(2);
    expect(await invocations({ retryableErrors: [Flaky] }, new Flaky())).to.equal(2);
    expect(await invocations({ retryableErrors: [(error: unknown) => error === 7] }, 7)).to.equal(2);
    expect(await invocations({ retryableErrors: ['E_MINE'] }, failure('EPIPE'))).to.equal(2);
    expect(await invocations({ retryableErrors: ['E_MINE'] }, new Error('other'))).to.equal(1);
  });

  it('decides by isRetryable, and leaves undefined to the defaults', async () => {
    expect(await invocations({ isRetryable: () => false }, failure('EPIPE'))).to.equal(1);
    expect(await invocations({ isRetryable: () => true }, new Error('any'))).to.equal(2);
    expect(await invocations({ isRetryable: () => undefined }, failure('EPIPE'))).to.equal(2);
  });

  it('marks win over everything, frozen errors included', async () => {
    expect(await invocations({ isRetryable: () => true }, nonRetryable(failure('EPIPE')))).to.equal(1);
    expect(await invocations({ isRetryable: () => false }, retryable(new RangeError()))).to.equal(2);
    expect(await invocations({}, retryable(Object.freeze(new RangeError())))).to.equal(2);
    expect(() => retryable('text' as never))
      .to.throw()
      .with.property('code', 'ERR_NETWAKE_INVALID_OPTION');
  });
});
