import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { speaksOfNetwork } from '../../lib/network-failure.ts';
import { Judge } from '../../lib/retry/judge.ts';
import { classify } from '../../lib/retry/classify.ts';
import { Retryer } from '../../lib/retry/index.ts';
import { failure } from '../support/failure.ts';

function wrapped(innermost: unknown, depth: number): unknown {
  let error = innermost;
  for (let level = 0; level < depth; level++) error = new Error(`level ${level}`, { cause: error });
  return error;
}

/** An error whose every cause is made as it is asked for. */
function bottomless(): Error {
  return Object.defineProperty(new Error('and another'), 'cause', { get: bottomless });
}

function throwing(...keys: string[]): Error {
  const error = failure('EPIPE');
  for (const key of keys) {
    Object.defineProperty(error, key, {
      get: () => {
        throw new Error('a getter that throws');
      },
    });
  }
  return error;
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

describe('an error is classified whatever it is made of', () => {
  const cases: Array<[string, unknown, boolean]> = [
    ['a chain of fifty causes, by the innermost', wrapped(failure('EPIPE'), 50), true],
    ['a chain of ten thousand causes: nobody looks so deep', wrapped(failure('EPIPE'), 10_000), false],
    ['a chain that never ends', bottomless(), false],
    ['an AggregateError within its own errors', selfContaining(), false],
    ['an AggregateError of a million errors', new AggregateError(Array.from({ length: 1_000_000 })), false],
    ['one whose name cannot be read, by its code', throwing('name', 'cause', 'errors', 'status', 'response'), true],
    ['one whose code cannot be read', throwing('code', 'errno'), false],
    ['a revoked proxy', revoked(), false],
    ['one with revoked proxies for its properties', Object.assign(new Error('x'), revokedProperties()), false],
    ['a proxy of an error', new Proxy(failure('EPIPE'), {}), true],
    ['a function with a code', Object.assign(() => {}, { code: 'EPIPE' }), true],
    ['an object without a prototype', Object.assign(Object.create(null), { code: 'EPIPE' }), true],
    ['an object without anything', Object.create(null), false],
    ['an errno out of bounds', Object.assign(new Error('x'), { errno: -1e20 }), false],
    ['an errno that is no integer', Object.assign(new Error('x'), { errno: -0.5 }), false],
    ['a name of Object.prototype', Object.assign(new Error('x'), { code: 'constructor' }), false],
    ['a symbol', Symbol('EPIPE'), false],
    ['null', null, false],
  ];
  for (const [what, error, expected] of cases) {
    it(what, () => {
      expect(classify(error)).to.equal(expected);
      expect(speaksOfNetwork(error)).to.equal(expected);
      const context = { attempt: 1, invocation: 1, outages: 0, name: 'test' } as never;
      expect(new Judge(null, ['E_MINE']).isRetryable(error, context)).to.equal(expected);
    });
  }

  it('of another realm, as one of this', () => {
    const foreign = (text: string): unknown => runInNewContext(text);
    expect(classify(foreign("Object.assign(new Error('x'), { code: 'ECONNRESET' })"))).to.equal(true);
    expect(
      classify(foreign("new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'EPIPE' }) })")),
    ).to.equal(true);
    expect(classify(foreign("new AggregateError([Object.assign(new Error(), { code: 'ENETUNREACH' })])"))).to.equal(
      true,
    );
    expect(classify(foreign("new TypeError('x is not a function')"))).to.equal(false);
  });

  it('and rejects an operation as it was thrown', async () => {
    const retryer = new Retryer({ initialDelay: 0 });
    for (const error of [revoked(), Object.create(null), undefined, throwing('code', 'errno', 'message')]) {
      // Within an array: to resolve with it would be to ask it for its `then`.
      const rejection = await retryer.do(() => Promise.reject(error as Error)).catch((reason: unknown) => [reason]);
      expect((rejection as unknown[])[0] === error).to.equal(true);
    }
  });

  it('and does not keep its operation from another attempt', async () => {
    const retryer = new Retryer({ initialDelay: 0, maxAttempts: 2, isRetryable: () => true });
    for (const error of [revoked(), Object.create(null), throwing('headers', 'retryAfterMs', 'response', 'message')]) {
      const rejection = await retryer.do(() => Promise.reject(error as Error)).catch((reason: unknown) => reason);
      expect(rejection).to.have.property('code', 'ERR_NETWAKE_RETRY_EXHAUSTED');
      expect((rejection as Error).cause === error).to.equal(true);
    }
  });
});

describe('of several errors at once', () => {
  const both = (...codes: string[]): boolean[] => {
    const errors = codes.map((code) => failure(code));
    // As Node makes it for a connect to several addresses: with the code of the first.
    const error = Object.assign(new AggregateError(errors), { code: codes[0] });
    return [classify(error), speaksOfNetwork(error)];
  };

  it('the network is suspected when no address could be reached', () => {
    expect(both('ETIMEDOUT', 'ENETUNREACH')).to.deep.equal([true, true]);
  });

  it('it is not when one of them answered, whichever came first', () => {
    expect(both('ENETUNREACH', 'ECONNREFUSED')).to.deep.equal([true, false]);
    expect(both('ECONNREFUSED', 'ENETUNREACH')).to.deep.equal([true, false]);
  });

  it('one that may be repeated is enough', () => {
    expect(both('EACCES', 'ETIMEDOUT')).to.deep.equal([true, true]);
    expect(both('EACCES', 'EACCES')).to.deep.equal([false, false]);
  });
});

function selfContaining(): AggregateError {
  const error = new AggregateError([]);
  error.errors.push(error, error);
  return error;
}

function revokedProperties(): object {
  return { cause: revoked(), errors: revoked(), response: revoked(), $metadata: revoked(), code: revoked() };
}
