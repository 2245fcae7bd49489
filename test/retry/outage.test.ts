import { expect } from 'chai';
import type { AttemptContext } from '../../lib/retry/index.ts';
import { deferred, failure, settled } from '../support/failure.ts';
import { ScriptedNetwork } from '../support/scripted-network.ts';
import { RetryHarness } from './harness.ts';

describe('when the network is down', () => {
  it('gives a failed attempt back, and goes on the moment the network is usable', async () => {
    const { retryer, network, clock, events } = new RetryHarness({ maxAttempts: 1 });
    const calls: Array<Pick<AttemptContext, 'attempt' | 'invocation' | 'outages'>> = [];
    const done = retryer.do(({ attempt, invocation, outages }) => {
      calls.push({ attempt, invocation, outages });
      if (invocation > 1) return 'through';
      network.set('down');
      throw failure('ECONNRESET');
    });
    await settled();
    clock.advance(60_000);
    expect(calls).to.have.length(1);
    expect(clock.pending).to.deep.equal([]);
    network.set('up');
    expect(await done).to.equal('through');
    expect(calls).to.deep.equal([
      { attempt: 1, invocation: 1, outages: 0 },
      { attempt: 1, invocation: 2, outages: 1 },
    ]);
    expect(events.map(([name]) => name)).to.deep.equal(['attempt', 'outage', 'resume', 'attempt', 'success']);
    expect(events[2]?.[1]).to.deep.equal({ name: 'operation', attempt: 1, parkedMs: 60_000 });
  });

  it('resumes within the event itself, before a timer or another turn of the loop', async () => {
    const { retryer, network } = new RetryHarness({}, new ScriptedNetwork('down'));
    let invoked = false;
    void retryer.do(() => void (invoked = true));
    await settled();
    network.set('up');
    await Promise.resolve();
    await Promise.resolve();
    expect(invoked).to.equal(true);
  });

  it('parks an operation before its first invocation', async () => {
    const { retryer, network, events } = new RetryHarness({}, new ScriptedNetwork('down'));
    let calls = 0;
    const done = retryer.do(({ attempt }) => {
      calls++;
      return attempt;
    });
    await settled();
    expect(calls).to.equal(0);
    expect(events).to.deep.equal([['outage', { name: 'operation', attempt: 1, error: null }]]);
    network.set('degraded');
    expect(await done).to.equal(1);
  });

  for (const state of ['degraded', 'unknown'] as const) {
    it(`does not park while it is ${state}`, async () => {
      const { retryer } = new RetryHarness({}, new ScriptedNetwork(state));
      expect(await retryer.do(() => 'at once')).to.equal('at once');
    });

    it(`lets a parked operation go when it becomes ${state}`, async () => {
      const { retryer, network } = new RetryHarness({}, new ScriptedNetwork('down'));
      const done = retryer.do(() => 'resumed');
      await settled();
      network.set(state);
      expect(await done).to.equal('resumed');
    });
  }

  it('takes in what the kernel has pending before it counts an attempt', async () => {
    const { retryer, network } = new RetryHarness({ maxAttempts: 1 });
    const done = retryer.do(({ invocation }) => {
      if (invocation > 1) return 'through';
      network.pending = 'down';
      throw failure('ECONNREFUSED');
    });
    await settled();
    expect(network.state).to.equal('down');
    network.set('up');
    expect(await done).to.equal('through');
  });

  it('gives back an attempt that failed of an outage which is over already', async () => {
    const { retryer, network } = new RetryHarness({ maxAttempts: 1 });
    const attempts: number[] = [];
    await retryer.do(async ({ attempt, invocation }) => {
      attempts.push(attempt);
      if (invocation > 1) return;
      network.set('down');
      network.set('up');
      await settled();
      throw failure('ECONNRESET');
    });
    expect(attempts).to.deep.equal([1, 1]);
  });

  it('counts a failure that has nothing to do with the outage which it outlived', async () => {
    const { retryer, network } = new RetryHarness({ maxAttempts: 1 });
    const failing = retryer.do(() => {
      network.set('down');
      network.set('up');
      throw Object.assign(new Error('busy'), { status: 503 });
    });
    expect(await failing.catch((error: unknown) => error)).to.have.property('code', 'ERR_NETWAKE_RETRY_EXHAUSTED');
  });

  it('survives a thousand outages with one attempt', async () => {
    const { retryer, network } = new RetryHarness({ maxAttempts: 1 });
    let calls = 0;
    const done = retryer.do(({ attempt, outages }) => {
      calls++;
      if (outages === 1_000) return { attempt, outages };
      network.set('down');
      throw failure('ETIMEDOUT');
    });
    for (let outage = 0; outage < 1_000; outage++) {
      await settled();
      network.set('up');
    }
    expect(await done).to.deep.equal({ attempt: 1, outages: 1_000 });
    expect(calls).to.equal(1_001);
  });

  it('has no effect without waitForNetwork', async () => {
    const { retryer, network } = new RetryHarness({ waitForNetwork: false }, new ScriptedNetwork('down'));
    expect(await retryer.do(() => 'at once')).to.equal('at once');
    expect(network.listenerCount('state')).to.equal(0);
  });

  it('gives up after maxNetworkWait, with the error that parked it', async () => {
    const { retryer, network, clock } = new RetryHarness({ maxNetworkWait: '30s' });
    const cause = failure('ENETUNREACH');
    const failing = retryer
      .do(() => {
        network.set('down');
        throw cause;
      })
      .catch((error: unknown) => error);
    await settled();
    clock.advance(30_000);
    expect(await failing).to.include({ code: 'ERR_NETWAKE_NETWORK_WAIT', cause });
  });

  it('does not count parked time as elapsed', async () => {
    const { retryer, network, clock } = new RetryHarness({ maxElapsedTime: '5s', initialDelay: '1s' });
    const done = retryer.do(({ invocation }) => {
      if (invocation === 1) network.set('down');
      if (invocation < 3) throw failure('ECONNREFUSED');
      return invocation;
    });
    await settled();
    clock.advance(60_000);
    network.set('up');
    await settled();
    clock.advance(1_000);
    expect(await done).to.equal(3);
  });

  it('follows its retryer to another monitor, or to none', async () => {
    const { retryer } = new RetryHarness({}, new ScriptedNetwork('down'));
    const done = retryer.do(() => 'freed');
    await settled();
    retryer.setNetworkMonitor(new ScriptedNetwork('down'));
    await settled();
    retryer.setNetworkMonitor(null);
    expect(await done).to.equal('freed');
  });

  it('keeps one listener on the monitor, however many retryers and operations there are', async () => {
    const { retryer, network } = new RetryHarness({}, new ScriptedNetwork('down'));
    const other = new RetryHarness({}, network).retryer;
    const all = Promise.all([retryer, other, retryer, other].map((each) => each.do(() => 'done')));
    await settled();
    expect(network.listenerCount('state')).to.equal(1);
    network.set('up');
    expect(await all).to.have.length(4);
  });

  it('invokes nothing when the network is gone again before all have been woken', async () => {
    const { retryer, network } = new RetryHarness({}, new ScriptedNetwork('down'));
    const states: string[] = [];
    const all = Array.from({ length: 1_000 }, (_, index) =>
      retryer.do(() => {
        states.push(network.state);
        if (index === 10) network.set('down');
      }),
    );
    await settled();
    network.set('up');
    await settled();
    expect(states).to.have.length(11);
    network.set('up');
    await Promise.all(all);
    expect(states).to.have.length(1_000).and.not.include('down');
  });
});

describe('when the network goes down during a backoff', () => {
  it('parks, and goes on with the next attempt at once when it is back', async () => {
    const harness = new RetryHarness({ initialDelay: '30s' });
    const { retryer, network, clock } = harness;
    const seen: number[] = [];
    const done = retryer.do(({ attempt }) => {
      seen.push(attempt);
      if (attempt === 1) throw failure('ECONNREFUSED');
    });
    await settled();
    network.set('down');
    expect(clock.pending).to.deep.equal([]);
    await settled();
    network.set('up');
    await done;
    expect(seen).to.deep.equal([1, 2]);
    expect(harness.eventNames).to.deep.equal(['attempt', 'retry', 'outage', 'resume', 'attempt', 'success']);
  });
});

describe('with abortOnNetworkDown', () => {
  it('aborts the attempt in flight when the network goes down, gives it back, and starts it anew', async () => {
    const { retryer, network } = new RetryHarness({ maxAttempts: 1, abortOnNetworkDown: true });
    const reasons: unknown[] = [];
    const done = retryer.do(({ signal, invocation }) => {
      if (invocation === 2) return 'anew';
      return new Promise<string>(() => signal.addEventListener('abort', () => reasons.push(signal.reason)));
    });
    await settled();
    network.set('down');
    await settled();
    expect(reasons).to.have.length(1).and.to.have.nested.property('[0].code', 'ERR_NETWAKE_NETWORK_DOWN');
    network.set('up');
    expect(await done).to.equal('anew');
  });

  it('leaves an attempt alone when the network is back within the grace', async () => {
    const { retryer, network, clock } = new RetryHarness({ abortOnNetworkDown: { after: '2s' } });
    const work = deferred<string>();
    const done = retryer.do(() => work.promise);
    await settled();
    network.set('down');
    clock.advance(1_000);
    network.set('up');
    clock.advance(5_000);
    work.resolve('finished');
    expect(await done).to.equal('finished');
    expect(clock.pending).to.deep.equal([]);
  });
});
