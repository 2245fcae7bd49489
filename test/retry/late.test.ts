import { expect } from 'chai';
import { deferred, failure, settled } from '../support/failure.ts';
import { RetryHarness } from './harness.ts';

describe('an attempt that was cut short', () => {
  for (const late of ['succeeds', 'fails'] as const) {
    it(`is nobody's when it ${late} after all`, async () => {
      const harness = new RetryHarness({ attemptTimeout: '1s', initialDelay: '1s' });
      const { retryer, clock } = harness;
      const first = deferred<string>();
      const second = deferred<string>();
      const done = retryer.do(({ invocation }) => (invocation === 1 ? first.promise : second.promise));
      clock.advance(1_000);
      await settled();
      clock.advance(1_000);
      if (late === 'succeeds') first.resolve('late');
      else first.reject(failure('EACCES'));
      await settled();
      second.resolve('in time');
      expect(await done).to.equal('in time');
      expect(harness.eventNames).to.deep.equal(['attempt', 'retry', 'attempt', 'success']);
    });
  }

  it('by an abort is nobody’s either', async () => {
    const harness = new RetryHarness();
    const controller = new AbortController();
    const work = deferred<string>();
    const outcome = harness.retryer.do(() => work.promise, { signal: controller.signal }).catch(() => 'aborted');
    controller.abort();
    work.resolve('late');
    expect(await outcome).to.equal('aborted');
    await settled();
    expect(harness.eventNames).to.deep.equal(['attempt', 'giveup']);
  });
});

describe('a network that goes down with abortOnNetworkDown: { after }', () => {
  it('leaves no timer for an attempt that ended as it heard of it', async () => {
    const { retryer, network, clock } = new RetryHarness({ abortOnNetworkDown: { after: '2s' } });
    const controllers = [new AbortController(), new AbortController()];
    const all = controllers.map(({ signal }) => retryer.do(() => new Promise(() => {}), { signal }).catch(() => {}));
    await settled();
    // As the first is told, the second ends, which is to be told next.
    const abort = (): void => controllers[1]!.abort();
    const set = clock.setTimer.bind(clock);
    clock.setTimer = (...args) => (abort(), set(...args));
    network.set('down');
    controllers[0]!.abort();
    await Promise.all(all);
    expect(clock.pending).to.deep.equal([]);
  });
});
