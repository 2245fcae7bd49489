import { expect } from 'chai';
import type { Options, RetryContext } from '../../../lib/integrations/p-retry/index.ts';
import { compare } from './comparison.ts';

compare('attempts', (trial, { default: pRetry }) => {
  describe('input', () => {
    it('is called at once, with the number of the attempt alone', async () => {
      const promise = pRetry(trial.failing(new Error('one'), new Error('two')));
      expect(trial.calls).to.deep.equal([[1]]);
      expect(await trial.time.finish(promise)).to.deep.equal({ value: 'done' });
      expect(trial.calls).to.deep.equal([[1], [2], [3]]);
    });

    it('may return any value', async () => {
      expect(await trial.run(() => 42)).to.deep.equal({ value: 42 });
    });

    it('may throw at once', async () => {
      let called = 0;
      const input = (): string => {
        if (++called === 1) throw new Error('at once');
        return 'then not';
      };
      expect(await trial.run(input)).to.deep.equal({ value: 'then not' });
    });
  });

  describe('the promise', () => {
    it('is rejected with the very error of the last attempt, as it was thrown', async () => {
      const errors = [new Error('first'), new Error('last')];
      const stacks = errors.map(({ stack }) => stack);
      expect(await trial.run(trial.failing(...errors), { retries: 1 })).to.have.property('error', errors[1]);
      expect(errors.map(({ stack }) => stack)).to.deep.equal(stacks);
      expect(Object.keys(errors[1]!)).to.deep.equal([]);
    });

    it('is rejected with a TypeError about what is no error', async () => {
      const { error } = (await trial.run(trial.failingForever('words'), { retries: 3 })) as { error: Error };
      expect(error).to.be.an.instanceOf(TypeError);
      expect(error.message).to.match(/^Non-error was thrown: "words"/);
      expect(trial.calls).to.have.length(1);
    });

    it('is rejected with a TypeError at once, for that is a mistake', async () => {
      const mistake = new TypeError('undefined is not a function');
      expect(await trial.run(trial.failingForever(mistake))).to.have.property('error', mistake);
      expect(trial.calls).to.have.length(1);
    });

    for (const message of [
      ...['fetch failed', 'terminated', 'network error', 'Failed to fetch', 'Failed to fetch (example.org)'],
      ...['NetworkError when attempting to fetch resource.', 'Network request failed', 'Network connection lost'],
      ...['The Internet connection appears to be offline.', ' A network error occurred.'],
      'error sending request for url (https://example.org/)',
    ]) {
      it(`is not, for one that is of the network: ${message}`, async () => {
        expect(await trial.run(trial.failing(new TypeError(message)))).to.deep.equal({ value: 'done' });
      });
    }

    for (const message of ['Failed to fetch it', 'fetch failed: so', '', 'an error sending request for url']) {
      it(`is, for one whose text is another: '${message}'`, async () => {
        expect(await trial.run(trial.failing(new TypeError(message)))).to.have.property('error');
      });
    }
  });

  describe('the delays', () => {
    it('are 1 s, 2 s, 4 s … for ten retries, each one setTimeout that keeps the process', async () => {
      await trial.run(trial.failingForever(new Error('always')));
      expect(trial.time.delaysMs).to.deep.equal(
        [1, 2, 4, 8, 16, 32, 64, 128, 256, 512].map((seconds) => seconds * 1_000),
      );
      expect(trial.calls).to.have.length(11);
      expect([trial.time.unreferenced, trial.time.cleared]).to.deep.equal([0, 0]);
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
        await trial.run(trial.failingForever(new Error('always')), options);
        expect(trial.time.delaysMs).to.deep.equal(delaysMs);
      });
    }

    it('are up to twice as long with randomize', async () => {
      await trial.run(trial.failingForever(new Error('always')), { randomize: true, factor: 1, retries: 50 });
      expect(Math.min(...trial.time.delaysMs)).to.be.within(1_000, 1_300);
      expect(Math.max(...trial.time.delaysMs)).to.be.within(1_700, 2_000);
    });

    it('are randomized before they are bounded', async () => {
      await trial.run(trial.failingForever(new Error('always')), { randomize: true, maxTimeout: 1_000, retries: 3 });
      expect(trial.time.delaysMs).to.deep.equal([1_000, 1_000, 1_000]);
    });

    it('let the process end with unref', async () => {
      await trial.run(trial.failingForever(new Error('always')), { unref: true, retries: 3 });
      expect(trial.time.unreferenced).to.equal(3);
    });
  });

  describe('retries', () => {
    it('may be Infinity', async () => {
      const left: number[] = [];
      const options = {
        retries: Infinity,
        onFailedAttempt: (context: RetryContext) => void left.push(context.retriesLeft),
      };
      await trial.run(trial.failing(...Array.from({ length: 15 }, () => new Error('again'))), options);
      expect(left).to.deep.equal(Array.from({ length: 15 }, () => Infinity));
    });
  });

  describe('maxRetryTime', () => {
    it('counts what attempts and callbacks take', async () => {
      const error = new Error('slow');
      const slow = async (): Promise<void> => {
        trial.calls.push([]);
        await new Promise((resolve) => void setTimeout(resolve, 400));
        throw error;
      };
      expect(await trial.run(slow, { maxRetryTime: 1_000, minTimeout: 100 })).to.have.property('error', error);
      expect([trial.calls.length, trial.time.nowMs]).to.deep.equal([3, 1_400]);
    });

    it('keeps the other callbacks from being called once onFailedAttempt has used it up', async () => {
      const asked: string[] = [];
      const options: Options = {
        maxRetryTime: 1_000,
        onFailedAttempt: () => new Promise((resolve) => void setTimeout(resolve, 1_000)),
        shouldConsumeRetry: () => Boolean(asked.push('consume')),
        shouldRetry: () => Boolean(asked.push('retry')),
      };
      await trial.run(trial.failingForever(new Error('always')), options);
      expect(asked).to.deep.equal([]);
    });
  });
});
