import { expect } from 'chai';
import pRetry from '../../lib/integrations/p-retry/index.ts';
import { Retryer, type RetryerOptions, withRetry } from '../../lib/retry/index.ts';
import { FakeNetwork } from '../../lib/testing/index.ts';
import { failure, settled } from '../support/failure.ts';

/** Fails as often as there are acts, each of which comes first; then succeeds. */
function failingAfter(...acts: Array<() => unknown>): { calls: number; task: () => Promise<string> } {
  const script = {
    calls: 0,
    task: async (): Promise<string> => {
      const act = acts[script.calls++];
      if (act === undefined) return 'done';
      act();
      throw failure('ECONNRESET');
    },
  };
  return script;
}

describe('a retryer on a fake network', () => {
  const make = (network: FakeNetwork, options: RetryerOptions = {}): Retryer =>
    new Retryer({ monitor: network, jitter: false, ...options }, { clock: network.clock });

  it('waits its delays by the time of the network', async () => {
    const network = new FakeNetwork();
    const script = failingAfter(
      () => {},
      () => {},
    );
    const done = make(network).do(script.task);
    await network.advance(999);
    expect(script.calls).to.equal(1);
    await network.advance(1);
    expect(script.calls).to.equal(2);
    await network.advance('2s');
    expect([await done, script.calls]).to.deep.equal(['done', 3]);
  });

  for (const reason of ['no-carrier', 'no-route', 'unreachable'] as const) {
    it(`parks an operation that fails in an outage (${reason}), and resumes it at once with no attempt lost`, async () => {
      const network = new FakeNetwork();
      const script = failingAfter(() => network.down(reason));
      const done = make(network, { maxAttempts: 1 }).do(script.task);
      await network.advance('1h');
      expect(script.calls).to.equal(1);
      network.up();
      expect([await done, script.calls]).to.deep.equal(['done', 2]);
    });
  }

  it('begins an attempt anew when the network roams, under abortOnNetworkDown', async () => {
    const network = new FakeNetwork();
    const reasons: unknown[] = [];
    const done = make(network, { maxAttempts: 1, abortOnNetworkDown: true }).do(({ attempt, invocation, signal }) => {
      if (invocation === 3) return attempt;
      return new Promise<number>(() => signal.addEventListener('abort', () => reasons.push(signal.reason)));
    });
    for (let roams = 0; roams < 2; roams++) {
      await settled();
      network.roam();
    }
    expect(await done).to.equal(1);
    const codes = reasons.map((reason) => (reason as { code: string }).code);
    expect(codes).to.deep.equal(['ERR_NETWAKE_PATH_LOST', 'ERR_NETWAKE_PATH_LOST']);
  });

  it('leaves an attempt alone when the network roams, without abortOnNetworkDown', async () => {
    const network = new FakeNetwork();
    let calls = 0;
    void make(network).do(() => new Promise(() => calls++));
    await settled();
    network.roam();
    await settled();
    expect(calls).to.equal(1);
  });

  it('survives any number of flaps with one attempt', async () => {
    const network = new FakeNetwork();
    const script = failingAfter(...Array.from({ length: 50 }, () => () => network.flap(3)));
    expect(await make(network, { maxAttempts: 1 }).do(script.task)).to.equal('done');
    expect(script.calls).to.equal(51);
  });

  it('uses up its attempts on what is not the network, however many there are in no time', async () => {
    const network = new FakeNetwork();
    const script = failingAfter(...Array.from({ length: 200 }, () => () => {}));
    const failed = make(network, { maxAttempts: 100, initialDelay: 0 })
      .do(script.task)
      .catch((error: unknown) => error);
    await network.advance(0);
    expect(await failed).to.have.property('code', 'ERR_NETWAKE_RETRY_EXHAUSTED');
    expect(script.calls).to.equal(100);
  });

  it('ends an operation at maxNetworkWait, whatever fraction of a millisecond its outage began at', async () => {
    const network = new FakeNetwork();
    // 300 ms after it, by rounding, are a hair less than 300 ms.
    await network.advance(1000.0000000000001);
    network.down();
    const failed = make(network, { maxNetworkWait: 300 })
      .do(() => 'never')
      .catch((error: unknown) => error);
    await network.advance(1_000);
    expect(await failed).to.have.property('code', 'ERR_NETWAKE_NETWORK_WAIT');
  });

  it('is not needed for withRetry and pRetry, which park on it as well', async () => {
    const network = new FakeNetwork('down');
    const both = Promise.all([withRetry(() => 1, { monitor: network }), pRetry(() => 2, { monitor: network })]);
    await settled();
    network.degrade();
    expect(await both).to.deep.equal([1, 2]);
  });
});
