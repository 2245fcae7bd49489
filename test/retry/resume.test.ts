import { expect } from 'chai';
import fc from 'fast-check';
import { reasonOf } from '../support/codes.ts';
import { deferred, type Deferred, failure, settled } from '../support/failure.ts';
import { ScriptedNetwork } from '../support/scripted-network.ts';
import { RetryHarness } from './harness.ts';

/** Operations that end when the test says so, and the most that were ever in flight. */
class Wave {
  readonly flying: Array<Deferred<void>> = [];
  most = 0;
  begun = 0;

  readonly operation = async (): Promise<void> => {
    const work = deferred<void>();
    this.begun++;
    this.flying.push(work);
    this.most = Math.max(this.most, this.flying.length);
    await work.promise.finally(() => this.flying.splice(this.flying.indexOf(work), 1));
  };
}

describe('with resume.concurrency', () => {
  it('never has more in flight of 10,000 that were parked', async () => {
    const { retryer, network } = new RetryHarness({ resume: { concurrency: 100 } }, new ScriptedNetwork('down'));
    const wave = new Wave();
    const all = Array.from({ length: 10_000 }, () => retryer.do(wave.operation));
    await settled();
    network.set('up');
    while (wave.begun < 10_000) {
      await settled();
      for (const work of [...wave.flying]) work.resolve();
    }
    for (const work of [...wave.flying]) work.resolve();
    await Promise.all(all);
    expect(wave.most).to.equal(100);
  });

  it('counts the later attempts of those that were parked too', async () => {
    const { retryer, network, clock } = new RetryHarness(
      { resume: { concurrency: 2 }, initialDelay: '1s' },
      new ScriptedNetwork('down'),
    );
    const wave = new Wave();
    const all = Array.from({ length: 6 }, () => retryer.do(wave.operation));
    await settled();
    network.set('up');
    await settled();
    for (const work of [...wave.flying]) work.reject(failure('ECONNREFUSED'));
    await settled();
    clock.advance(1_000);
    await settled();
    expect(wave.flying).to.have.length(2);
    while (wave.flying.length > 0) {
      for (const work of [...wave.flying]) work.resolve();
      await settled();
    }
    await Promise.all(all);
    expect(wave).to.include({ most: 2, begun: 8 });
  });

  it('leaves alone what begins after the outage', async () => {
    const { retryer, network } = new RetryHarness({ resume: { concurrency: 1 } }, new ScriptedNetwork('down'));
    const wave = new Wave();
    const parked = [retryer.do(wave.operation), retryer.do(wave.operation)];
    await settled();
    network.set('up');
    await settled();
    const { signal } = new AbortController();
    expect(await retryer.do(() => 'at once', { signal })).to.equal('at once');
    expect(wave.begun).to.equal(1);
    for (const each of parked) {
      wave.flying[0]?.resolve();
      await each;
      await settled();
    }
  });

  it('aborts one that waits for its turn at once, and its turn is the next one’s', async () => {
    const { retryer, network } = new RetryHarness({ resume: { concurrency: 1 } }, new ScriptedNetwork('down'));
    const wave = new Wave();
    const controller = new AbortController();
    const first = retryer.do(wave.operation);
    const aborted = retryer.do(wave.operation, { signal: controller.signal }).catch((error: unknown) => error);
    const last = retryer.do(wave.operation);
    await settled();
    network.set('up');
    await settled();
    controller.abort(new Error('enough'));
    expect(await aborted).to.equal(controller.signal.reason);
    wave.flying[0]?.resolve();
    await first;
    await settled();
    expect(wave.begun).to.equal(2);
    wave.flying[0]?.resolve();
    await last;
  });

  it('aborts one in flight of the wave, and another takes its place', async () => {
    const { retryer, network } = new RetryHarness({ resume: { concurrency: 1 } }, new ScriptedNetwork('down'));
    const wave = new Wave();
    const controller = new AbortController();
    const aborted = retryer.do(wave.operation, { signal: controller.signal }).catch((error: unknown) => error);
    const second = retryer.do(() => 'second');
    await settled();
    network.set('up');
    await settled();
    controller.abort(new Error('enough'));
    expect(await aborted).to.equal(controller.signal.reason);
    expect(await second).to.equal('second');
  });

  it('parks those again that still wait when the network goes down anew, as part of the same outage', async () => {
    const { retryer, network, events } = new RetryHarness({ resume: { concurrency: 1 } }, new ScriptedNetwork('down'));
    const wave = new Wave();
    const all = [retryer.do(wave.operation), retryer.do(wave.operation)];
    await settled();
    network.set('up');
    await settled();
    network.set('down');
    wave.flying[0]?.resolve();
    await all[0];
    await settled();
    expect(wave.begun).to.equal(1);
    network.set('up');
    await settled();
    wave.flying[0]?.resolve();
    await all[1];
    expect(events.filter(([name]) => name === 'outage')).to.have.length(2);
    expect(events.filter(([name]) => name === 'resume')).to.have.length(2);
  });

  it('limits each outage by maxNetworkWait, and not the wait for a turn', async () => {
    const options = { resume: { concurrency: 1 }, maxNetworkWait: 300 };
    const { retryer, network, clock } = new RetryHarness(options, new ScriptedNetwork('down'));
    const wave = new Wave();
    const all = Promise.allSettled([retryer.do(wave.operation), retryer.do(wave.operation)]);
    await settled();
    clock.advance(200);
    network.set('up');
    await settled();
    clock.advance(10_000);
    network.set('down');
    wave.flying[0]!.resolve();
    await settled();
    clock.advance(299);
    await settled();
    network.set('up');
    await settled();
    wave.flying[0]!.resolve();
    expect((await all).map(({ status }) => status)).to.deep.equal(['fulfilled', 'fulfilled']);
  });

  it('limits an outage anew by maxNetworkWait for one that has not even been woken since the last', async () => {
    const { retryer, network, clock } = new RetryHarness({ maxNetworkWait: 300 }, new ScriptedNetwork('down'));
    const ended = reasonOf(retryer.do(() => 1));
    await settled();
    clock.advance(200);
    network.set('up');
    network.set('down');
    await settled();
    let isOver = false;
    void ended.then(() => (isOver = true));
    clock.advance(299);
    await settled();
    expect(isOver).to.equal(false);
    clock.advance(1);
    expect(await ended).to.include({ code: 'ERR_NETWAKE_NETWORK_WAIT' });
  });

  it('keeps to it through any history of outages, ends and aborts', async () => {
    const steps = fc.array(fc.constantFrom('down', 'up', 'begin', 'succeed', 'fail', 'abort', 'time'), {
      maxLength: 60,
    });
    const property = fc.asyncProperty(steps, fc.integer({ min: 1, max: 3 }), async (history, concurrency) => {
      const { retryer, network, clock } = new RetryHarness(
        { resume: { concurrency, spread: '1s' }, initialDelay: '1s', maxAttempts: Infinity },
        new ScriptedNetwork('down'),
      );
      const wave = new Wave();
      const controllers: AbortController[] = [];
      const all: Array<Promise<unknown>> = [];
      const begin = (): void => {
        const controller = new AbortController();
        controllers.push(controller);
        all.push(retryer.do(wave.operation, { signal: controller.signal }).catch((error: unknown) => error));
      };
      for (let count = 0; count < 6; count++) begin();
      for (const step of history) {
        if (step === 'down' || step === 'up') network.set(step);
        else if (step === 'succeed') wave.flying[0]?.resolve();
        else if (step === 'fail') wave.flying[0]?.reject(failure('ECONNREFUSED'));
        else if (step === 'time') clock.advance(1_000);
        // Only while down: those that begin in between are no part of the wave.
        else if (step === 'begin' && network.state === 'down') begin();
        else if (step === 'abort') controllers.shift()?.abort(new Error('enough'));
        await settled();
        // What was aborted in flight is not the wave's any more, but its task does not heed its signal.
        if (step === 'abort') wave.most = 0;
      }
      network.set('up');
      for (let turn = 0; turn < 100 && (clock.pending.length > 0 || wave.flying.length > 0 || turn < 3); turn++) {
        clock.advance(60_000);
        await settled();
        for (const work of [...wave.flying]) work.resolve();
        await settled();
      }
      await Promise.all(all);
      expect(clock.pending).to.deep.equal([]);
      if (!history.includes('abort')) expect(wave.most).to.be.at.most(concurrency);
    });
    await fc.assert(property, { numRuns: 60 });
  });
});

describe('with resume.spread', () => {
  it('lets parked operations go on at random within it, and tells how long they were parked', async () => {
    const { retryer, network, clock, events } = new RetryHarness(
      { resume: { spread: '10s' } },
      new ScriptedNetwork('down'),
    );
    const done = retryer.do(({ attempt }) => attempt);
    await settled();
    network.set('up');
    await settled();
    // Chance is a half in the harness.
    expect(clock.pending.map((timer) => timer.delayMs)).to.deep.equal([5_000]);
    clock.advance(5_000);
    expect(await done).to.equal(1);
    expect(events.find(([name]) => name === 'resume')?.[1]).to.include({ parkedMs: 5_000 });
  });

  it('aborts one that waits for its moment, and leaves no timer', async () => {
    const { retryer, network, clock } = new RetryHarness({ resume: { spread: '10s' } }, new ScriptedNetwork('down'));
    const controller = new AbortController();
    const aborted = retryer.do(() => 1, { signal: controller.signal }).catch((error: unknown) => error);
    await settled();
    network.set('up');
    await settled();
    controller.abort(new Error('enough'));
    expect(await aborted).to.equal(controller.signal.reason);
    expect(clock.pending).to.deep.equal([]);
  });

  it('does not put off the retries that follow', async () => {
    const { retryer, network, clock } = new RetryHarness(
      { resume: { spread: '10s' }, initialDelay: '1s' },
      new ScriptedNetwork('down'),
    );
    const done = retryer.do(({ attempt }) => {
      if (attempt === 1) throw failure('ECONNREFUSED');
      return attempt;
    });
    await settled();
    network.set('up');
    await settled();
    clock.advance(5_000);
    await settled();
    clock.advance(1_000);
    expect(await done).to.equal(2);
  });
});
