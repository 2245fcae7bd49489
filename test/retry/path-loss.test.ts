import { expect } from 'chai';
import { deferred, failure, settled } from '../support/failure.ts';
import { lostWay } from '../support/lost-way.ts';
import { ScriptedNetwork } from '../support/scripted-network.ts';
import { ABORTING, hanging } from './hanging-operation.ts';
import { RetryHarness } from './harness.ts';

describe('with abortOnNetworkDown, when the way of an attempt is lost and the network stays up', () => {
  it('aborts the attempt, and begins it anew at once without counting it', async () => {
    const harness = new RetryHarness(ABORTING);
    const { done, calls, reasons, land } = hanging(harness, 2);
    await settled();
    harness.network.losePath(lostWay({ cause: 'route' }));
    await settled();
    expect(reasons).to.have.length(1);
    expect(reasons[0]).to.include({
      ...{ code: 'ERR_NETWAKE_PATH_LOST', lost: 'route', interface: 'wlan0', source: '10.0.0.2' },
    });
    expect(calls).to.deep.equal([
      { attempt: 1, invocation: 1, outages: 0 },
      { attempt: 1, invocation: 2, outages: 0 },
    ]);
    land();
    expect(await done).to.equal('done');
    expect(harness.eventNames).to.deep.equal(['attempt', 'attempt', 'success']);
    expect(harness.clock.pending).to.deep.equal([]);
  });

  it('does so in the microtasks of the event, before a timer or another turn of the loop', async () => {
    const harness = new RetryHarness(ABORTING);
    const { calls } = hanging(harness, 3);
    await settled();
    harness.network.losePath();
    await Promise.resolve();
    await Promise.resolve();
    expect(calls).to.have.length(2);
  });

  it('begins an attempt anew once for all check hosts that have lost the way together', async () => {
    const harness = new RetryHarness(ABORTING);
    const { calls } = hanging(harness, 9);
    await settled();
    for (let host = 0; host < 3; host++) harness.network.losePath();
    await settled();
    expect(calls).to.have.length(2);
  });

  it('ignores what a task that heeds its signal rejects with, and what one that does not ends with', async () => {
    const { retryer, network } = new RetryHarness(ABORTING);
    const stray = deferred<string>();
    const done = retryer.do(({ invocation, signal }) => {
      if (invocation === 1)
        return new Promise<string>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      return invocation === 2 ? stray.promise : 'third';
    });
    await settled();
    network.losePath();
    await settled();
    network.losePath();
    stray.resolve('of an attempt that is over');
    expect(await done).to.equal('third');
  });

  it('says in the history that the attempt was given back', async () => {
    const { retryer, network, clock } = new RetryHarness({ ...ABORTING, maxAttempts: 2, initialDelay: 0 });
    const done = retryer
      .do(({ invocation }) => {
        if (invocation > 1) throw Object.assign(new Error('busy'), { status: 503 });
        return new Promise<void>(() => {});
      })
      .catch((error: unknown) => error as { attempts: object[] });
    await settled();
    clock.advance(70);
    network.losePath();
    const { attempts } = (await done) as { attempts: object[] };
    const shapes = attempts.map((each) => ({ ...each, error: null, startedAt: null }));
    expect(shapes).to.deep.equal([
      { attempt: 1, error: null, startedAt: null, durationMs: 70, outage: true },
      { attempt: 1, error: null, startedAt: null, durationMs: 0, outage: false },
      { attempt: 2, error: null, startedAt: null, durationMs: 0, outage: false },
    ]);
  });

  it('gives back what failed of the loss before it was heard of', async () => {
    const { retryer, network } = new RetryHarness(ABORTING);
    const done = retryer.do(({ invocation }) => {
      if (invocation > 1) return 'by another way';
      network.pendingLoss = lostWay();
      throw failure('EADDRNOTAVAIL');
    });
    expect(await done).to.equal('by another way');
  });

  it('counts what failed of something else just then', async () => {
    const { retryer, network } = new RetryHarness(ABORTING);
    const failing = retryer.do(() => {
      network.pendingLoss = lostWay();
      throw Object.assign(new Error('busy'), { status: 503 });
    });
    expect(await failing.catch((error: unknown) => error)).to.have.property('code', 'ERR_NETWAKE_RETRY_EXHAUSTED');
  });

  it('counts a failure of an attempt that began after the loss', async () => {
    const { retryer, network } = new RetryHarness(ABORTING);
    const failing = retryer.do(({ invocation }) => {
      if (invocation === 1) return new Promise<void>(() => {});
      throw failure('ECONNRESET');
    });
    await settled();
    network.losePath();
    expect(await failing.catch((error: unknown) => error)).to.have.property('code', 'ERR_NETWAKE_RETRY_EXHAUSTED');
  });

  it('counts what merely bears its code, as the reason of another operation does', async () => {
    const { retryer } = new RetryHarness(ABORTING);
    const failing = retryer.do(() => {
      throw failure('ERR_NETWAKE_PATH_LOST');
    });
    expect(await failing.catch((error: unknown) => error)).to.have.property('code', 'ERR_NETWAKE_RETRY_EXHAUSTED');
  });

  it('reports no failure to the monitor, which was the first to know', async () => {
    const harness = new RetryHarness(ABORTING);
    const reported: unknown[] = [];
    Object.assign(harness.network, { reportFailure: (error: unknown) => reported.push(error) });
    const { calls } = hanging(harness, 2);
    await settled();
    harness.network.losePath();
    await settled();
    expect(calls).to.have.length(2);
    expect(reported).to.deep.equal([]);
  });

  it('leaves alone the next attempt of an operation whose attempt failed just before the loss', async () => {
    const { retryer, network } = new RetryHarness({ abortOnNetworkDown: true, initialDelay: 0 });
    const first = deferred<string>();
    const calls: number[] = [];
    const done = retryer.do(({ attempt }) => {
      calls.push(attempt);
      return attempt === 1 ? first.promise : settled().then(() => 'second');
    });
    await settled();
    first.reject(Object.assign(new Error('busy'), { status: 503 }));
    network.losePath();
    expect(await done).to.equal('second');
    expect(calls).to.deep.equal([1, 2]);
  });

  it('leaves alone an attempt that began after the way had been left for another', async () => {
    const harness = new RetryHarness(ABORTING);
    harness.clock.advance(1_000);
    const { calls, done, land } = hanging(harness, 1);
    await settled();
    harness.clock.advance(500);
    harness.network.losePath(lostWay({ unusedMs: 501 }));
    await settled();
    expect(calls).to.have.length(1);
    land();
    expect(await done).to.equal('done');
  });

  it('aborts one that began before the way was left, however long ago that was', async () => {
    const harness = new RetryHarness(ABORTING);
    const { calls } = hanging(harness, 2);
    await settled();
    harness.clock.advance(3_600_000);
    harness.network.losePath(lostWay({ unusedMs: 3_500_000 }));
    await settled();
    expect(calls).to.have.length(2);
  });

  it('leaves attempts alone when a way has changed and none was lost', async () => {
    const harness = new RetryHarness(ABORTING);
    const { calls } = hanging(harness, 1);
    await settled();
    harness.network.emit('path', { usable: true, interface: 'eth0', source: '10.0.1.2', lost: [] });
    await settled();
    expect(calls).to.have.length(1);
  });

  it('goes by the monitor that it began with when another is set meanwhile', async () => {
    const harness = new RetryHarness(ABORTING);
    const { calls } = hanging(harness, 2);
    await settled();
    harness.retryer.setNetworkMonitor(new ScriptedNetwork());
    harness.network.losePath();
    await settled();
    expect(calls).to.deep.include({ attempt: 1, invocation: 2, outages: 0 });
  });

  it('parks as in any outage when the network has gone down as well', async () => {
    const harness = new RetryHarness(ABORTING);
    const { calls, done, land } = hanging(harness, 2);
    await settled();
    harness.network.losePath();
    harness.network.set('down');
    await settled();
    expect(calls).to.have.length(1);
    harness.network.set('up');
    await settled();
    land();
    expect(await done).to.equal('done');
    expect(calls[1]).to.deep.equal({ attempt: 1, invocation: 2, outages: 1 });
  });

  it('ends with the reason of an abort that comes just after', async () => {
    const { retryer, network } = new RetryHarness(ABORTING);
    const controller = new AbortController();
    let calls = 0;
    const done = retryer.do(() => new Promise(() => calls++), { signal: controller.signal });
    await settled();
    network.losePath();
    const reason = new Error('enough');
    controller.abort(reason);
    expect(await done.catch((error: unknown) => error)).to.equal(reason);
    expect(calls).to.equal(1);
  });

  it('begins thousands anew, each once', async () => {
    const { retryer, network } = new RetryHarness(ABORTING);
    let calls = 0;
    const all = Array.from({ length: 5_000 }, () =>
      retryer.do(({ invocation }) => {
        calls++;
        return invocation === 1 ? new Promise<void>(() => {}) : undefined;
      }),
    );
    await settled();
    network.losePath();
    await Promise.all(all);
    expect(calls).to.equal(10_000);
  });
});
