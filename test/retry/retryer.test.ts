import { expect } from 'chai';
import { Retryer, RetryError, withRetry } from '../../lib/retry/index.ts';
import { failure, settled } from '../support/failure.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { RetryHarness } from './harness.ts';

const never = new AbortController().signal;

describe('a retryer without trouble', () => {
  it('answers what the operation returns', async () => {
    expect(await new Retryer().do(() => 42)).to.equal(42);
    expect(await withRetry(async () => 'value')).to.equal('value');
  });

  it('tells the operation which attempt it is', async () => {
    const { retryer } = new RetryHarness();
    const context = await retryer.do((given) => given, { name: 'export', signal: never });
    const { attempt, invocation, outages, name, signal } = context;
    expect({ attempt, invocation, outages, name }).to.deep.equal({
      attempt: 1,
      invocation: 1,
      outages: 0,
      name: 'export',
    });
    expect(signal).to.be.instanceOf(AbortSignal).with.property('aborted', false);
  });

  it('names an operation after its function', async () => {
    const { retryer } = new RetryHarness();
    expect(
      await retryer.do(function upload({ name }) {
        return name;
      }),
    ).to.equal('upload');
    expect(await retryer.do(({ name }) => name)).to.equal('operation');
  });

  it('wraps a function: same arguments, same this', async () => {
    const object = {
      base: 40,
      add: new Retryer().wrap(function (this: { base: number }, left: number, right: number) {
        return this.base + left + right;
      }),
    };
    expect(await object.add(1, 1)).to.equal(42);
  });

  it('calls a wrapped function again with what it was called with, under the name that it was given', async () => {
    const { retryer, events } = new RetryHarness({ initialDelay: 0 });
    const calls: unknown[][] = [];
    const wrapped = retryer.wrap(
      async function send(this: unknown, ...args: unknown[]) {
        calls.push([this, ...args]);
        if (calls.length === 1) throw failure('ECONNREFUSED');
        return 'sent';
      },
      { name: 'export' },
    );
    expect(await wrapped.call('receiver', 1, 'two')).to.equal('sent');
    expect(calls).to.deep.equal([
      ['receiver', 1, 'two'],
      ['receiver', 1, 'two'],
    ]);
    expect(events.map(([, event]) => event['name'])).to.deep.equal(events.map(() => 'export'));
  });
});

describe('when an attempt fails while the network is up', () => {
  it('tries again after delays that double', async () => {
    const { retryer, clock, events } = new RetryHarness({ maxAttempts: 4, initialDelay: '1s' });
    const attempts: number[] = [];
    const done = retryer.do(({ attempt }) => {
      attempts.push(attempt);
      if (attempt < 4) throw failure('ECONNREFUSED');
      return 'done';
    });
    for (const delayMs of [1_000, 2_000, 4_000]) {
      await settled();
      expect(clock.pending.map((timer) => timer.delayMs)).to.deep.equal([delayMs]);
      clock.advance(delayMs);
    }
    expect(await done).to.equal('done');
    expect(attempts).to.deep.equal([1, 2, 3, 4]);
    expect(events.filter(([name]) => name === 'retry').map(([, event]) => event['delayMs'])).to.deep.equal([
      1_000, 2_000, 4_000,
    ]);
  });

  it('rejects with the history when the attempts are used up', async () => {
    const harness = new RetryHarness({ maxAttempts: 2, initialDelay: '1s' });
    const last = failure('ECONNREFUSED');
    const operation = ({ attempt }: { attempt: number }): never => {
      throw attempt === 2 ? last : failure('EPIPE');
    };
    const failing = harness.retryer.do(operation, { name: 'export' }).catch((error: unknown) => error);
    await settled();
    harness.clock.advance(1_000);
    const error = await failing;
    expect(error).to.be.instanceOf(RetryError).and.include({ code: 'ERR_NETWAKE_RETRY_EXHAUSTED', cause: last });
    const { attempts, message } = error as RetryError;
    expect(message).to.equal('export failed after 2 attempts: failed: ECONNREFUSED');
    expect(attempts.map(({ attempt, outage }) => ({ attempt, outage }))).to.deep.equal([
      { attempt: 1, outage: false },
      { attempt: 2, outage: false },
    ]);
    expect(attempts[0]).to.have.property('startedAt').that.is.instanceOf(Date);
    expect(harness.eventNames).to.deep.equal(['attempt', 'retry', 'attempt', 'giveup']);
  });

  it('rethrows what is not retryable as it is, even while the network is down', async () => {
    const { retryer, network } = new RetryHarness();
    const mistake = new TypeError('x is not a function');
    const failing = retryer.do(() => {
      network.set('down');
      throw mistake;
    });
    expect(await failing.catch((error: unknown) => error)).to.equal(mistake);
  });

  it('starts no attempt later than maxElapsedTime after the call', async () => {
    const { retryer, clock } = new RetryHarness({ maxAttempts: Infinity, maxElapsedTime: '5s', initialDelay: '2s' });
    let calls = 0;
    const failing = retryer
      .do(() => {
        calls++;
        throw failure('ECONNREFUSED');
      })
      .catch((error: unknown) => error);
    await settled();
    clock.advance(2_000);
    // The next would start after 6 s.
    expect(await failing).to.have.property('code', 'ERR_NETWAKE_RETRY_EXHAUSTED');
    expect(calls).to.equal(2);
  });

  it('waits as long as the server asks, although that is longer than maxDelay', async () => {
    const { retryer, clock } = new RetryHarness({ maxDelay: '2s', jitter: 'full' });
    const done = retryer.do(({ attempt }) => {
      if (attempt === 1)
        throw Object.assign(new Error('busy'), { status: 503, headers: new Headers({ 'Retry-After': '7' }) });
    });
    await settled();
    expect(clock.pending[0]).to.have.property('delayMs', 7_000);
    clock.advance(7_000);
    await done;
  });

  it('does not ask the server without respectRetryAfter', async () => {
    const { retryer, clock } = new RetryHarness({ respectRetryAfter: false, initialDelay: '1s' });
    void retryer.do(() => Promise.reject(Object.assign(failure('EPIPE'), { retryAfterMs: 7_000 }))).catch(() => {});
    await settled();
    expect(clock.pending[0]).to.have.property('delayMs', 1_000);
  });

  it('ends an attempt that takes longer than attemptTimeout, and tells its signal', async () => {
    const { retryer, clock } = new RetryHarness({ attemptTimeout: '3s', maxAttempts: 1, monitor: null });
    let reason: unknown;
    const failing = retryer
      .do(({ signal }) => new Promise(() => signal.addEventListener('abort', () => (reason = signal.reason))))
      .catch((error: unknown) => error);
    await settled();
    clock.advance(3_000);
    expect(await failing).to.have.nested.property('cause.code', 'ERR_NETWAKE_ATTEMPT_TIMEOUT');
    expect(reason).to.have.property('code', 'ERR_NETWAKE_ATTEMPT_TIMEOUT');
    expect(clock.pending).to.deep.equal([]);
  });
});

describe('the log of a retryer', () => {
  it('says what happens in fixed words, with operation and attempt as fields', async () => {
    const lines: Array<[string, Record<string, unknown>, string]> = [];
    const at =
      (level: string) =>
      (fields: object, message: string): void =>
        void lines.push([message, { ...fields }, level]);
    const logger = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
    const { retryer, network, clock } = new RetryHarness({ logger, maxAttempts: 2 });
    const run = retryer.do(
      ({ invocation }) => {
        if (invocation === 1) network.set('down');
        if (invocation < 3) throw failure('ECONNREFUSED');
      },
      { name: 'export' },
    );
    await settled();
    network.set('up');
    await settled();
    clock.advance(1_000);
    await run;
    await retryer
      .do(() => {
        throw new RangeError('mine');
      })
      .catch(() => {});
    await new Retryer({ logger, maxAttempts: 1 })
      .do(() => {
        throw failure('EPIPE');
      })
      .catch(() => {});
    expect(
      lines.map(([message, { operation, attempt }, level]) => [level, operation, attempt, message].join(': ')),
    ).to.deep.equal([
      'warn: export: 1: network is down, waiting for recovery',
      'info: export: 1: network recovered, resuming operation',
      'warn: export: 1: operation failed, retrying',
      'info: export: 2: operation succeeded after retry',
      'warn: operation: 1: operation failed with non-retryable error',
      'warn: operation: 1: operation failed after max attempts',
    ]);
  });
});

describe('the options of a retryer', () => {
  const refused: Array<[object, string]> = [
    [{ maxAttempts: 0 }, 'maxAttempts'],
    [{ maxAttempts: 1.5 }, 'maxAttempts'],
    [{ maxAttempts: Number.NaN }, 'maxAttempts'],
    [{ maxAttempts: '5' }, 'maxAttempts'],
    [{ initialDelay: -1 }, 'initialDelay'],
    [{ initialDelay: '10' }, 'initialDelay'],
    [{ maxDelay: '1h-5m' }, 'maxDelay'],
    [{ multiplier: 0.5 }, 'multiplier'],
    [{ jitter: 'some' }, 'jitter'],
    [{ waitForNetwork: 'yes' }, 'waitForNetwork'],
    [{ monitor: {} }, 'monitor'],
    [{ retryableErrors: 'EPIPE' }, 'retryableErrors'],
    [{ retryableErrors: [7] }, 'retryableErrors[0]'],
    [{ isRetryable: true }, 'isRetryable'],
    [{ attemptTimeout: 0 }, 'attemptTimeout'],
    [{ maxNetworkWait: 'soon' }, 'maxNetworkWait'],
    [{ abortOnNetworkDown: { after: 'x' } }, 'abortOnNetworkDown.after'],
    [{ resume: { concurrency: 0 } }, 'resume.concurrency'],
    [{ resume: { concurrency: 1.5 } }, 'resume.concurrency'],
    [{ resume: { spread: '10' } }, 'resume.spread'],
    [{ resume: 3 }, 'resume'],
    [{ budget: { capacity: 0, refillPerSecond: 1 } }, 'budget.capacity'],
    [{ budget: { capacity: 5 } }, 'budget.refillPerSecond'],
    [{ budget: { capacity: 5, refillPerSecond: -1 } }, 'budget.refillPerSecond'],
    [{ respectRetryAfter: 1 }, 'respectRetryAfter'],
    [{ logger: {} }, 'logger'],
    [{ unref: null }, 'unref'],
  ];
  for (const [options, option] of refused) {
    it(`refuses ${JSON.stringify(options)}`, () => {
      expect(() => new Retryer(options as object))
        .to.throw()
        .that.includes({ code: 'ERR_NETWAKE_INVALID_OPTION', option });
    });
  }

  it('refuses a misspelt option with the nearest', async () => {
    expect(() => new Retryer({ maxAttempt: 3 } as object))
      .to.throw()
      .that.includes({ code: 'ERR_NETWAKE_UNKNOWN_OPTION', suggestion: 'maxAttempts' });
    const error: unknown = await withRetry(() => 1, { maxAttemps: 3 } as object).catch((reason: unknown) => reason);
    expect(error).to.include({ code: 'ERR_NETWAKE_UNKNOWN_OPTION', suggestion: 'maxAttempts' });
  });

  it('refuses an operation that is no function, and options that are no options', async () => {
    const { retryer } = new RetryHarness();
    const codes = await Promise.all(
      [
        retryer.do(7 as never),
        retryer.do(() => 1, { name: 7 } as never),
        retryer.do(() => 1, { signal: {} } as never),
      ].map((call) =>
        call.then(
          () => null,
          (error: { code: string }) => error.code,
        ),
      ),
    );
    expect(codes).to.deep.equal(Array.from({ length: 3 }, () => 'ERR_NETWAKE_INVALID_OPTION'));
  });

  it('honours delays that Node turns into one millisecond', async () => {
    const clock = new ManualClock();
    const retryer = new Retryer({ initialDelay: '1000h', maxDelay: '2000h', jitter: false }, { clock });
    void retryer.do(() => {
      throw failure('EPIPE');
    });
    await settled();
    expect(clock.pending[0]).to.have.property('delayMs', 3_600_000_000);
  });
});
