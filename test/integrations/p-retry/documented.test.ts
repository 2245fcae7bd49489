import { expect } from 'chai';
import type { Options, RetryContext } from '../../../lib/integrations/p-retry/index.ts';
import { IMPLEMENTATIONS } from './implementations.ts';
import { type Outcome, VirtualTime } from './virtual-time.ts';

// What p-retry 7 documents, asked of it and of ours.
for (const [name, { default: pRetry, AbortError, makeRetriable }] of IMPLEMENTATIONS) {
  describe(`${name}, by p-retry's documentation`, () => {
    let time: VirtualTime;
    let calls: unknown[][];

    beforeEach(() => {
      time = new VirtualTime();
      calls = [];
    });
    afterEach(() => time[Symbol.dispose]());

    /** Fails with each of the errors in turn, then succeeds. */
    function failing(...errors: unknown[]): (...args: unknown[]) => Promise<string> {
      return async (...args) => {
        calls.push(args);
        if (calls.length <= errors.length) throw errors[calls.length - 1];
        return 'done';
      };
    }

    const failingForever = (error: unknown) => failing(...Array.from({ length: 100 }, () => error));
    const run = (input: (attempt: number) => unknown, options?: Options): Promise<Outcome> =>
      time.finish(pRetry(input, options));

    describe('input', () => {
      it('is called at once, with the number of the attempt alone', async () => {
        const promise = pRetry(failing(new Error('one'), new Error('two')));
        expect(calls).to.deep.equal([[1]]);
        expect(await time.finish(promise)).to.deep.equal({ value: 'done' });
        expect(calls).to.deep.equal([[1], [2], [3]]);
      });

      it('may return any value', async () => {
        expect(await run(() => 42)).to.deep.equal({ value: 42 });
      });

      it('may throw at once', async () => {
        let called = 0;
        const input = (): string => {
          if (++called === 1) throw new Error('at once');
          return 'then not';
        };
        expect(await run(input)).to.deep.equal({ value: 'then not' });
      });
    });

    describe('the promise', () => {
      it('is rejected with the very error of the last attempt, as it was thrown', async () => {
        const errors = [new Error('first'), new Error('last')];
        const stacks = errors.map(({ stack }) => stack);
        expect(await run(failing(...errors), { retries: 1 })).to.have.property('error', errors[1]);
        expect(errors.map(({ stack }) => stack)).to.deep.equal(stacks);
        expect(Object.keys(errors[1]!)).to.deep.equal([]);
      });

      it('is rejected with a TypeError about what is no error', async () => {
        const { error } = (await run(failingForever('words'), { retries: 3 })) as { error: Error };
        expect(error).to.be.an.instanceOf(TypeError);
        expect(error.message).to.match(/^Non-error was thrown: "words"/);
        expect(calls).to.have.length(1);
      });

      it('is rejected with a TypeError at once, for that is a mistake', async () => {
        const mistake = new TypeError('undefined is not a function');
        expect(await run(failingForever(mistake))).to.have.property('error', mistake);
        expect(calls).to.have.length(1);
      });

      for (const message of [
        ...['fetch failed', 'terminated', 'network error', 'Failed to fetch', 'Failed to fetch (example.org)'],
        ...['NetworkError when attempting to fetch resource.', 'Network request failed', 'Network connection lost'],
        ...['The Internet connection appears to be offline.', ' A network error occurred.'],
        'error sending request for url (https://example.org/)',
      ]) {
        it(`is not, for one that is of the network: ${message}`, async () => {
          expect(await run(failing(new TypeError(message)))).to.deep.equal({ value: 'done' });
        });
      }

      for (const message of ['Failed to fetch it', 'fetch failed: so', '', 'an error sending request for url']) {
        it(`is, for one whose text is another: '${message}'`, async () => {
          expect(await run(failing(new TypeError(message)))).to.have.property('error');
        });
      }
    });

    describe('the delays', () => {
      it('are 1 s, 2 s, 4 s … for ten retries, each one setTimeout that keeps the process', async () => {
        await run(failingForever(new Error('always')));
        expect(time.delaysMs).to.deep.equal([1, 2, 4, 8, 16, 32, 64, 128, 256, 512].map((seconds) => seconds * 1_000));
        expect(calls).to.have.length(11);
        expect([time.unreferenced, time.cleared === 0 || name !== 'p-retry']).to.deep.equal([0, true]);
      });

      const table: Array<[Options, number[]]> = [
        [{ retries: 3, minTimeout: 10, factor: 3 }, [10, 30, 90]],
        [{ retries: 3, minTimeout: 10, factor: 1 }, [10, 10, 10]],
        [{ retries: 3, minTimeout: 10, factor: 0 }, [10, 10, 10]],
        [{ retries: 3, minTimeout: 10, factor: 0.5 }, [10, 5, 3]],
        [{ retries: 3, maxTimeout: 1_500 }, [1_000, 1_500, 1_500]],
        [{ retries: 2, minTimeout: 5_000, maxTimeout: 100 }, [100, 100]],
        [{ retries: 3, minTimeout: 0 }, []],
        [{ retries: 3, maxTimeout: 0 }, []],
        [{ retries: 0 }, []],
        [{ retries: 3, maxRetryTime: 2_500 }, [1_000, 1_500]],
        [{ retries: 3, maxRetryTime: 0 }, []],
      ];
      for (const [options, delaysMs] of table) {
        it(`are ${delaysMs.join(', ') || 'none'} for ${JSON.stringify(options)}`, async () => {
          await run(failingForever(new Error('always')), options);
          expect(time.delaysMs).to.deep.equal(delaysMs);
        });
      }

      it('are up to twice as long with randomize', async () => {
        await run(failingForever(new Error('always')), { randomize: true, factor: 1, retries: 50 });
        expect(Math.min(...time.delaysMs)).to.be.within(1_000, 1_300);
        expect(Math.max(...time.delaysMs)).to.be.within(1_700, 2_000);
      });

      it('are randomized before they are bounded', async () => {
        await run(failingForever(new Error('always')), { randomize: true, maxTimeout: 1_000, retries: 3 });
        expect(time.delaysMs).to.deep.equal([1_000, 1_000, 1_000]);
      });

      it('let the process end with unref', async () => {
        await run(failingForever(new Error('always')), { unref: true, retries: 3 });
        expect(time.unreferenced).to.equal(3);
      });
    });

    describe('retries', () => {
      it('may be Infinity', async () => {
        const left: number[] = [];
        const options = { retries: Infinity, onFailedAttempt: (context: RetryContext) => void left.push(context.retriesLeft) };
        await run(failing(...Array.from({ length: 15 }, () => new Error('again'))), options);
        expect(left).to.deep.equal(Array.from({ length: 15 }, () => Infinity));
      });
    });

    describe('maxRetryTime', () => {
      it('counts what attempts and callbacks take', async () => {
        const error = new Error('slow');
        const slow = async (): Promise<void> => {
          calls.push([]);
          await new Promise((resolve) => void setTimeout(resolve, 400));
          throw error;
        };
        expect(await run(slow, { maxRetryTime: 1_000, minTimeout: 100 })).to.have.property('error', error);
        expect([calls.length, time.nowMs]).to.deep.equal([3, 1_400]);
      });

      it('keeps the other callbacks from being called once onFailedAttempt has used it up', async () => {
        const asked: string[] = [];
        const options: Options = {
          maxRetryTime: 1_000,
          onFailedAttempt: () => new Promise((resolve) => void setTimeout(resolve, 1_000)),
          shouldConsumeRetry: () => Boolean(asked.push('consume')),
          shouldRetry: () => Boolean(asked.push('retry')),
        };
        await run(failingForever(new Error('always')), options);
        expect(asked).to.deep.equal([]);
      });
    });

    describe('the callbacks', () => {
      const told = (log: unknown[], decide: (context: RetryContext) => boolean = () => true): Options => ({
        retries: 2,
        onFailedAttempt: (context) => void log.push(['failed', context]),
        shouldConsumeRetry: (context) => Boolean(log.push(['consume', context])),
        shouldRetry: (context) => Boolean(log.push(['retry', context])) && decide(context),
      });

      it('are called in their order with one frozen context, and shouldRetry is not for the last', async () => {
        const error = new Error('always');
        const log: Array<[string, RetryContext]> = [];
        await run(failingForever(error), told(log));
        const context = (attemptNumber: number): RetryContext => ({
          ...{ error, attemptNumber },
          ...{ retriesLeft: 3 - attemptNumber, retriesConsumed: attemptNumber - 1 },
        });
        expect(log).to.deep.equal([
          ...['failed', 'consume', 'retry'].map((callback) => [callback, context(1)]),
          ...['failed', 'consume', 'retry'].map((callback) => [callback, context(2)]),
          ...['failed', 'consume'].map((callback) => [callback, context(3)]),
        ]);
        expect(log.every(([, context]) => Object.isFrozen(context))).to.equal(true);
        expect(new Set(log.slice(0, 3).map(([, context]) => context)).size).to.equal(1);
      });

      it('are not called for an AbortError', async () => {
        const log: unknown[] = [];
        await run(failingForever(new AbortError('enough')), told(log));
        expect(log).to.deep.equal([]);
      });

      it('are called for a TypeError, but for shouldRetry', async () => {
        const log: Array<[string, RetryContext]> = [];
        await run(failingForever(new TypeError('a mistake')), told(log));
        expect(log.map(([callback]) => callback)).to.deep.equal(['failed', 'consume']);
      });

      it('are awaited: onFailedAttempt may add to the delay', async () => {
        const options: Options = {
          retries: 1,
          onFailedAttempt: () => new Promise((resolve) => void setTimeout(resolve, 250)),
        };
        await run(failing(new Error('once')), options);
        expect([time.delaysMs, time.nowMs]).to.deep.equal([[250, 1_000], 1_250]);
      });

      it('end it with the error when shouldRetry says no', async () => {
        const error = new Error('hopeless');
        const log: unknown[] = [];
        expect(await run(failingForever(error), told(log, () => false))).to.have.property('error', error);
        expect([calls.length, time.delaysMs]).to.deep.equal([1, []]);
      });

      it('may answer with promises', async () => {
        const error = new Error('hopeless');
        expect(await run(failingForever(error), { shouldRetry: async () => false })).to.have.property('error', error);
        expect(calls).to.have.length(1);
      });

      for (const callback of ['onFailedAttempt', 'shouldConsumeRetry', 'shouldRetry'] as const) {
        for (const way of ['throws', 'rejects']) {
          it(`end it with what ${callback} ${way}`, async () => {
            const thrown = new Error('of the callback');
            const options = {
              [callback]: () => {
                if (way === 'rejects') return Promise.reject(thrown);
                throw thrown;
              },
            };
            expect(await run(failingForever(new Error('always')), options)).to.have.property('error', thrown);
            expect(calls).to.have.length(1);
          });
        }
      }
    });

    describe('shouldConsumeRetry', () => {
      const free = (context: RetryContext): boolean => context.error.message !== 'free';

      it('has a failure use up no retry, and be followed by the next attempt at once with the delays as they were', async () => {
        const contexts: RetryContext[] = [];
        const errors = ['free', 'dear', 'free', 'dear', 'dear'].map((message) => new Error(message));
        const options: Options = {
          ...{ retries: 2, shouldConsumeRetry: free },
          onFailedAttempt: (context) => void contexts.push(context),
        };
        expect(await run(failing(...errors), options)).to.have.property('error', errors[4]);
        expect(time.delaysMs).to.deep.equal([1_000, 2_000]);
        const numbers = contexts.map(({ attemptNumber, retriesLeft, retriesConsumed }) => [
          ...[attemptNumber, retriesLeft, retriesConsumed],
        ]);
        expect(numbers).to.deep.equal([
          ...[[1, 2, 0], [2, 2, 0], [3, 1, 1]],
          ...[[4, 1, 1], [5, 0, 2]],
        ]);
      });

      it('does not save what has no retry left', async () => {
        const error = new Error('free');
        expect(await run(failing(error), { retries: 0, shouldConsumeRetry: free })).to.have.property('error', error);
      });

      it('does not lift maxRetryTime', async () => {
        const error = new Error('free');
        const slow = (): Promise<never> =>
          new Promise((_resolve, reject) => void setTimeout(() => reject(error), 600));
        const options = { maxRetryTime: 1_000, shouldConsumeRetry: free };
        expect(await run(slow, options)).to.have.property('error', error);
        expect(time.nowMs).to.equal(1_200);
      });

      it('saves even a mistake, without asking shouldRetry', async () => {
        const options = { shouldConsumeRetry: free, shouldRetry: () => false };
        expect(await run(failing(new TypeError('free')), options)).to.deep.equal({ value: 'done' });
      });
    });

    describe('AbortError', () => {
      it('of a text has the call end with an error of that text, whose stack leads to where it was thrown', async () => {
        function thrower(): never {
          throw new AbortError('enough');
        }
        const { error } = (await run(thrower)) as { error: Error };
        expect(error).to.not.be.an.instanceOf(AbortError);
        expect(error).to.include({ name: 'Error', message: 'enough' });
        expect(error.stack).to.contain('thrower');
      });

      it('of an error has it end with that very error', async () => {
        const error = new RangeError('enough');
        const { stack } = error;
        expect(await run(failingForever(new AbortError(error)))).to.have.property('error', error);
        expect([calls.length, error.stack]).to.deep.equal([1, stack]);
      });

      it('is an Error with a name, the message and the original', () => {
        const original = new Error('enough');
        for (const error of [new AbortError(original), new AbortError('enough')])
          expect(error).to.be.an.instanceOf(Error).that.includes({ name: 'AbortError', message: 'enough' });
        expect(new AbortError(original).originalError).to.equal(original);
        expect(new AbortError('enough').originalError).to.be.an.instanceOf(Error).with.property('message', 'enough');
      });

      it('is another when it is not of this package', async () => {
        const foreign = new DOMException('theirs', 'AbortError');
        expect(await run(failing(foreign))).to.deep.equal({ value: 'done' });
      });
    });

    describe('signal', () => {
      it('that is aborted beforehand keeps the input from being called', async () => {
        const reason = new Error('before');
        expect(await run(failing(), { signal: AbortSignal.abort(reason) })).to.have.property('error', reason);
        expect(calls).to.deep.equal([]);
      });

      it('ends a delay at once, with its reason, which may be anything', async () => {
        const aborting = new AbortController();
        const promise = pRetry(failingForever(new Error('always')), { signal: aborting.signal });
        const outcome = promise.catch((error: unknown) => error);
        await time.advance(500);
        aborting.abort('a word');
        expect(await outcome).to.equal('a word');
        expect([time.pending, time.cleared, calls.length]).to.deep.equal([0, 1, 1]);
      });

      it('ends the call when the attempt under way succeeds too late', async () => {
        const aborting = new AbortController();
        const reason = new Error('too late');
        const input = (): string => {
          aborting.abort(reason);
          return 'done';
        };
        expect(await run(input, { signal: aborting.signal })).to.have.property('error', reason);
      });

      it('leaves no listener behind', async () => {
        const { signal } = new AbortController();
        let listeners = 0;
        const add = signal.addEventListener.bind(signal);
        const remove = signal.removeEventListener.bind(signal);
        Object.assign(signal, {
          addEventListener: (...args: Parameters<typeof add>) => (listeners++, add(...args)),
          removeEventListener: (...args: Parameters<typeof remove>) => (listeners--, remove(...args)),
        });
        await run(failing(new Error('one'), new Error('two')), { signal });
        expect([listeners, calls.length]).to.deep.equal([0, 3]);
      });
    });

    describe('makeRetriable', () => {
      it('hands on the arguments and this, each time', async () => {
        const receiver = {
          seen: [] as unknown[],
          greet: makeRetriable(function (this: { seen: unknown[] }, ...words: string[]): string {
            this.seen.push(words);
            if (this.seen.length === 1) throw new Error('once');
            return words.join(' ');
          }),
        };
        expect(await time.finish(receiver.greet('good', 'day'))).to.deep.equal({ value: 'good day' });
        expect(receiver.seen).to.deep.equal([
          ['good', 'day'],
          ['good', 'day'],
        ]);
      });

      it('takes options, for each call anew', async () => {
        const retriable = makeRetriable(failingForever(new Error('always')), { retries: 1 });
        await time.finish(retriable());
        await time.finish(retriable());
        expect(calls).to.have.length(4);
      });
    });

    describe('options', () => {
      const refused: object[] = [
        ...[{ retries: -1 }, { retries: Number.NaN }, { retries: '3' }, { retries: null }],
        ...[{ factor: -1 }, { factor: Infinity }, { factor: Number.NaN }, { factor: '2' }],
        ...[{ minTimeout: -1 }, { minTimeout: Infinity }, { minTimeout: '1s' }],
        ...[{ maxTimeout: -1 }, { maxTimeout: Number.NaN }, { maxRetryTime: -1 }, { maxRetryTime: '1s' }],
      ];
      for (const options of refused) {
        const [[option, value]] = Object.entries(options) as [[string, unknown]];
        it(`refuse ${option}: ${String(value)} with a TypeError that names it`, async () => {
          const { error } = (await run(failing(), options)) as { error: Error };
          expect(error).to.be.an.instanceOf(TypeError).with.property('message').that.contains(`\`${option}\``);
          expect(calls).to.deep.equal([]);
        });
      }

      it('refuse forever, and say what there is instead', async () => {
        const { error } = (await run(failing(), { forever: false } as Options)) as { error: Error };
        expect(error.message).to.contain('retries: Infinity');
      });

      it('take null and undefined for the default, where there is one', async () => {
        const options = { factor: null, minTimeout: undefined, onFailedAttempt: null, retries: undefined };
        await run(failing(new Error('once')), options as never);
        expect(time.delaysMs).to.deep.equal([1_000]);
      });

      it('are not changed', async () => {
        const options = Object.freeze({ retries: 1, factor: 0 });
        expect(await run(failing(new Error('once')), options)).to.deep.equal({ value: 'done' });
      });
    });
  });
}
