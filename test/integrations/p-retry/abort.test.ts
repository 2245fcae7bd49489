import { expect } from 'chai';
import { compare } from './comparison.ts';

compare('abort', (trial, { default: pRetry, AbortError }) => {
  describe('AbortError', () => {
    it('of a text has the call end with an error of that text, whose stack leads to where it was thrown', async () => {
      function thrower(): never {
        throw new AbortError('enough');
      }
      const { error } = (await trial.run(thrower)) as { error: Error };
      expect(error).to.not.be.an.instanceOf(AbortError);
      expect(error).to.include({ name: 'Error', message: 'enough' });
      expect(error.stack).to.contain('thrower');
    });

    it('of an error has it end with that very error', async () => {
      const error = new RangeError('enough');
      const { stack } = error;
      expect(await trial.run(trial.failingForever(new AbortError(error)))).to.have.property('error', error);
      expect([trial.calls.length, error.stack]).to.deep.equal([1, stack]);
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
      expect(await trial.run(trial.failing(foreign))).to.deep.equal({ value: 'done' });
    });
  });

  describe('signal', () => {
    it('that is aborted beforehand keeps the input from being called', async () => {
      const reason = new Error('before');
      expect(await trial.run(trial.failing(), { signal: AbortSignal.abort(reason) })).to.have.property('error', reason);
      expect(trial.calls).to.deep.equal([]);
    });

    it('ends a delay at once, with its reason, which may be anything', async () => {
      const aborting = new AbortController();
      const promise = pRetry(trial.failingForever(new Error('always')), { signal: aborting.signal });
      const outcome = promise.catch((error: unknown) => error);
      await trial.time.advance(500);
      aborting.abort('a word');
      expect(await outcome).to.equal('a word');
      expect([trial.time.pending, trial.time.cleared, trial.calls.length]).to.deep.equal([0, 1, 1]);
    });

    it('ends the call when the attempt under way succeeds too late', async () => {
      const aborting = new AbortController();
      const reason = new Error('too late');
      const input = (): string => {
        aborting.abort(reason);
        return 'done';
      };
      expect(await trial.run(input, { signal: aborting.signal })).to.have.property('error', reason);
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
      await trial.run(trial.failing(new Error('one'), new Error('two')), { signal });
      expect([listeners, trial.calls.length]).to.deep.equal([0, 3]);
    });
  });
});
