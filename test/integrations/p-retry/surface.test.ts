import { expect } from 'chai';
import type { Options } from '../../../lib/integrations/p-retry/index.ts';
import { compare } from './comparison.ts';

compare('surface', (trial, { makeRetriable }) => {
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
      expect(await trial.time.finish(receiver.greet('good', 'day'))).to.deep.equal({ value: 'good day' });
      expect(receiver.seen).to.deep.equal([
        ['good', 'day'],
        ['good', 'day'],
      ]);
    });

    it('takes options, for each call anew', async () => {
      const retriable = makeRetriable(trial.failingForever(new Error('always')), { retries: 1 });
      await trial.time.finish(retriable());
      await trial.time.finish(retriable());
      expect(trial.calls).to.have.length(4);
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
        const { error } = (await trial.run(trial.failing(), options)) as { error: Error };
        expect(error).to.be.an.instanceOf(TypeError).with.property('message').that.contains(`\`${option}\``);
        expect(trial.calls).to.deep.equal([]);
      });
    }

    it('refuse forever, and say what there is instead', async () => {
      const { error } = (await trial.run(trial.failing(), { forever: false } as Options)) as { error: Error };
      expect(error.message).to.contain('retries: Infinity');
    });

    it('take null and undefined for the default, where there is one', async () => {
      const options = { factor: null, minTimeout: undefined, onFailedAttempt: null, retries: undefined };
      await trial.run(trial.failing(new Error('once')), options as never);
      expect(trial.time.delaysMs).to.deep.equal([1_000]);
    });

    it('are not changed', async () => {
      const options = Object.freeze({ retries: 1, factor: 0 });
      expect(await trial.run(trial.failing(new Error('once')), options)).to.deep.equal({ value: 'done' });
    });
  });
});
