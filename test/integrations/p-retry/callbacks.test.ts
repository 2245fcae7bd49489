import { expect } from 'chai';
import type { Options, RetryContext } from '../../../lib/integrations/p-retry/index.ts';
import { compare } from './comparison.ts';

compare('callbacks', (trial, { AbortError }) => {
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
      await trial.run(trial.failingForever(error), told(log));
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
      await trial.run(trial.failingForever(new AbortError('enough')), told(log));
      expect(log).to.deep.equal([]);
    });

    it('are called for a TypeError, but for shouldRetry', async () => {
      const log: Array<[string, RetryContext]> = [];
      await trial.run(trial.failingForever(new TypeError('a mistake')), told(log));
      expect(log.map(([callback]) => callback)).to.deep.equal(['failed', 'consume']);
    });

    it('are awaited: onFailedAttempt may add to the delay', async () => {
      const options: Options = {
        retries: 1,
        onFailedAttempt: () => new Promise((resolve) => void setTimeout(resolve, 250)),
      };
      await trial.run(trial.failing(new Error('once')), options);
      expect([trial.time.delaysMs, trial.time.nowMs]).to.deep.equal([[250, 1_000], 1_250]);
    });

    it('end it with the error when shouldRetry says no', async () => {
      const error = new Error('hopeless');
      const log: unknown[] = [];
      expect(
        await trial.run(
          trial.failingForever(error),
          told(log, () => false),
        ),
      ).to.have.property('error', error);
      expect([trial.calls.length, trial.time.delaysMs]).to.deep.equal([1, []]);
    });

    it('may answer with promises', async () => {
      const error = new Error('hopeless');
      expect(await trial.run(trial.failingForever(error), { shouldRetry: async () => false })).to.have.property(
        'error',
        error,
      );
      expect(trial.calls).to.have.length(1);
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
          expect(await trial.run(trial.failingForever(new Error('always')), options)).to.have.property('error', thrown);
          expect(trial.calls).to.have.length(1);
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
      expect(await trial.run(trial.failing(...errors), options)).to.have.property('error', errors[4]);
      expect(trial.time.delaysMs).to.deep.equal([1_000, 2_000]);
      const numbers = contexts.map(({ attemptNumber, retriesLeft, retriesConsumed }) => [
        ...[attemptNumber, retriesLeft, retriesConsumed],
      ]);
      expect(numbers).to.deep.equal([
        ...[
          [1, 2, 0],
          [2, 2, 0],
          [3, 1, 1],
        ],
        ...[
          [4, 1, 1],
          [5, 0, 2],
        ],
      ]);
    });

    it('does not save what has no retry left', async () => {
      const error = new Error('free');
      expect(await trial.run(trial.failing(error), { retries: 0, shouldConsumeRetry: free })).to.have.property(
        'error',
        error,
      );
    });

    it('does not lift maxRetryTime', async () => {
      const error = new Error('free');
      const slow = (): Promise<never> => new Promise((_resolve, reject) => void setTimeout(() => reject(error), 600));
      const options = { maxRetryTime: 1_000, shouldConsumeRetry: free };
      expect(await trial.run(slow, options)).to.have.property('error', error);
      expect(trial.time.nowMs).to.equal(1_200);
    });

    it('saves even a mistake, without asking shouldRetry', async () => {
      const options = { shouldConsumeRetry: free, shouldRetry: () => false };
      expect(await trial.run(trial.failing(new TypeError('free')), options)).to.deep.equal({ value: 'done' });
    });
  });
});
