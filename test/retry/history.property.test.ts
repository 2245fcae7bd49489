import { expect } from 'chai';
import fc from 'fast-check';
import { failure, settled } from '../support/failure.ts';
import { RetryHarness } from './harness.ts';

/** What happens next: to the network, to the clock, or to the attempt in flight. */
type Step = 'down' | 'up' | 'degraded' | 'unknown' | 'time' | 'network-error' | 'refused' | 'success';

const steps = fc.array(
  fc.constantFrom<Step>('down', 'up', 'degraded', 'unknown', 'time', 'network-error', 'refused', 'success'),
  { maxLength: 40 },
);

const MAX_ATTEMPTS = 3;

describe('whatever happens to network and operation, in any order', () => {
  it('counts the failures while usable and no others, invokes nothing while down, and always ends', async () => {
    const property = fc.asyncProperty(steps, async (history) => {
      const { retryer, network, clock, events } = new RetryHarness({ maxAttempts: MAX_ATTEMPTS });
      const statesAtCall: string[] = [];
      const flight: { settle: ((error: Error | null) => void) | null } = { settle: null };
      let ended: unknown = null;
      const operation = retryer.do(() => {
        statesAtCall.push(network.state);
        return new Promise<void>(
          (resolve, reject) => (flight.settle = (error) => (error === null ? resolve() : reject(error))),
        );
      });
      void operation.then(
        () => (ended = 'success'),
        (error: unknown) => (ended = error),
      );
      let counted = 0;
      const fail = (code: string): void => {
        if (flight.settle === null || ended !== null) return;
        flight.settle(failure(code));
        flight.settle = null;
        if (network.state !== 'down') counted++;
      };
      for (const step of history) {
        if (step === 'time') clock.advance(60_000);
        else if (step === 'network-error') fail('EHOSTUNREACH');
        else if (step === 'refused') fail('ECONNREFUSED');
        else if (step === 'success') flight.settle?.(null);
        else network.set(step);
        await settled();
      }
      // Recovery, time and a task that succeeds: now it has to end.
      network.set('up');
      for (let turn = 0; turn < MAX_ATTEMPTS && ended === null; turn++) {
        await settled();
        clock.advance(60_000);
        await settled();
        flight.settle?.(null);
        await settled();
      }
      expect(ended).to.not.equal(null);
      expect(statesAtCall).to.not.include('down');
      const attempts = events.filter(([name]) => name === 'attempt').map(([, event]) => Number(event['attempt']));
      expect(Math.max(0, ...attempts)).to.be.at.most(MAX_ATTEMPTS);
      expect(counted).to.be.at.most(MAX_ATTEMPTS);
      if (ended !== 'success') expect(ended).to.have.property('code', 'ERR_NETWAKE_RETRY_EXHAUSTED');
      expect(events.filter(([name]) => name === 'success' || name === 'giveup')).to.have.length(1);
      expect(clock.pending).to.deep.equal([]);
    });
    await fc.assert(property, { numRuns: 150 });
  });
});
