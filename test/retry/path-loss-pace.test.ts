import { expect } from 'chai';
import { settled } from '../support/failure.ts';
import { lostWay } from '../support/lost-way.ts';
import { ABORTING, hanging } from './hanging-operation.ts';
import { RetryHarness } from './harness.ts';

describe('when ways are lost over and over', () => {
  /** Milliseconds from each loss to the call that follows it. */
  async function delays(losses: number, livedMs: number): Promise<number[]> {
    const harness = new RetryHarness(ABORTING);
    const { calls } = hanging(harness, Infinity);
    const waited: number[] = [];
    await settled();
    for (let loss = 1; loss <= losses; loss++) {
      harness.clock.advance(livedMs);
      harness.network.losePath();
      await settled();
      const sinceMs = harness.clock.now();
      while (calls.length === loss) {
        harness.clock.advance(harness.clock.pending[0]!.dueMs - harness.clock.now());
        await settled();
      }
      waited.push(harness.clock.now() - sinceMs);
    }
    return waited;
  }

  it('begins four times at once, then after 250 and 500 ms, and at last once a second', async () => {
    expect(await delays(8, 1)).to.deep.equal([0, 0, 0, 0, 250, 500, 1_000, 1_000]);
  });

  it('begins at once each time when attempts live for a second', async () => {
    expect(await delays(8, 1_000)).to.deep.equal([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('parks when the network goes down meanwhile', async () => {
    const harness = new RetryHarness(ABORTING);
    const { calls } = hanging(harness, Infinity);
    for (let loss = 0; loss < 5; loss++) {
      await settled();
      harness.network.losePath();
    }
    await settled();
    expect(calls).to.have.length(5);
    harness.network.set('down');
    harness.clock.advance(60_000);
    await settled();
    expect(calls).to.have.length(5);
    expect(harness.eventNames.at(-1)).to.equal('outage');
    harness.network.set('up');
    await settled();
    expect(calls).to.have.length(6);
  });

  it('ends at once when aborted while it waits, and leaves no timer', async () => {
    const { retryer, network, clock } = new RetryHarness(ABORTING);
    const controller = new AbortController();
    const done = retryer
      .do(() => new Promise(() => {}), { signal: controller.signal })
      .catch((error: unknown) => error);
    for (let loss = 0; loss < 5; loss++) {
      await settled();
      network.losePath();
    }
    await settled();
    expect(clock.pending).to.have.length(1);
    const reason = new Error('enough');
    controller.abort(reason);
    expect(await done).to.equal(reason);
    expect(clock.pending).to.deep.equal([]);
  });

  it('begins none later than maxElapsedTime: then the loss is a failure', async () => {
    const { retryer, network, clock } = new RetryHarness({ ...ABORTING, maxElapsedTime: '10s' });
    const done = retryer.do(() => new Promise(() => {})).catch((error: unknown) => error);
    for (let loss = 0; loss < 2; loss++) {
      await settled();
      clock.advance(6_000);
      network.losePath();
    }
    expect(await done).to.include({ code: 'ERR_NETWAKE_RETRY_EXHAUSTED' });
    expect(await done).to.have.nested.property('cause.code', 'ERR_NETWAKE_PATH_LOST');
  });
});

describe('with abortOnNetworkDown: { after }, when the way of an attempt is lost', () => {
  const patient = (): RetryHarness => new RetryHarness({ maxAttempts: 1, abortOnNetworkDown: { after: '2s' } });

  it('aborts the attempt once it has been lost for so long', async () => {
    const harness = patient();
    const { calls } = hanging(harness, 2);
    await settled();
    harness.network.losePath();
    harness.clock.advance(1_999);
    await settled();
    expect(calls).to.have.length(1);
    harness.clock.advance(1);
    await settled();
    expect(calls).to.have.length(2);
  });

  it('leaves it alone when the way is back by then, and not when another one is', async () => {
    for (const [source, expected] of [
      ['10.0.0.2', 1],
      ['10.0.0.3', 2],
    ] as const) {
      const harness = patient();
      const { calls } = hanging(harness, 2);
      await settled();
      harness.network.losePath();
      harness.clock.advance(1_000);
      harness.network.emit('path', { usable: true, interface: 'wlan0', source, lost: [] });
      harness.clock.advance(5_000);
      await settled();
      expect(calls).to.have.length(expected);
    }
  });

  it('aborts it for each way that is lost and does not come back, though another one has', async () => {
    const harness = patient();
    const { calls } = hanging(harness, 2);
    await settled();
    const cable = { interface: 'eth0', source: '10.0.1.2' };
    harness.network.emit('path', { usable: true, interface: 'wlan0', source: '10.0.0.2', lost: [lostWay(cable)] });
    harness.clock.advance(500);
    harness.network.losePath();
    harness.network.emit('path', { usable: true, ...cable, lost: [] });
    harness.clock.advance(1_999);
    await settled();
    expect(calls).to.have.length(1);
    harness.clock.advance(1);
    await settled();
    expect(calls).to.have.length(2);
    expect(harness.clock.pending).to.deep.equal([]);
  });

  it('leaves no timer when the attempt ends meanwhile', async () => {
    const harness = patient();
    const { done, land } = hanging(harness, 1);
    await settled();
    harness.network.losePath();
    land();
    expect(await done).to.equal('done');
    expect(harness.clock.pending).to.deep.equal([]);
  });
});
