import { expect } from 'chai';
import { Retryer } from '../../lib/retry/index.ts';
import { FakeWorld, HOSTS } from '../support/fake-monitor.ts';
import { linesOf, replayedStates } from '../support/recorded.ts';
import { Scratch } from '../support/scratch.ts';

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}

const RESET = failure('ECONNRESET');

describe('a failure that is reported', () => {
  it('has the hosts verified at once when it speaks of the network', async () => {
    const { monitor, prober } = await FakeWorld.up();
    monitor.reportFailure(new TypeError('fetch failed', { cause: failure('ETIMEDOUT') }));
    expect([monitor.state, prober.addresses]).to.deep.equal(['up', [...HOSTS]]);
    prober.endAll('ETIMEDOUT');
    prober.endAll('ETIMEDOUT');
    expect(monitor.snapshot()).to.include({ state: 'down', reason: 'unreachable' });
  });

  for (const error of [failure('ECONNREFUSED'), failure('ENOENT'), new Error('ECONNRESET'), null, 'ECONNRESET']) {
    it(`is nothing when it is ${String(error)} (${typeof error})`, async () => {
      const { monitor, prober } = await FakeWorld.up();
      monitor.reportFailure(error);
      expect(prober.open.size).to.equal(0);
    });
  }

  it('joins the round that is under way while that has no answers, and gets another one afterwards', async () => {
    const { monitor, prober, clock } = await FakeWorld.up();
    clock.advance(10_000);
    monitor.reportFailure(RESET);
    expect(prober.open.size).to.equal(2);
    prober.end(HOSTS[0]);
    clock.advance(250);
    monitor.reportFailure(RESET);
    expect(prober.addresses).to.deep.equal([HOSTS[1]]);
    prober.end(HOSTS[1]);
    expect(prober.addresses).to.deep.equal(HOSTS);
    prober.endAll();
    expect(prober.open.size).to.equal(0);
  });

  it('comes in storms, and then rounds are at most a second apart, and no closer in the long run', async () => {
    const { monitor, prober, clock } = await FakeWorld.up({ checkInterval: '1h' });
    prober.asked.length = 0;
    const rounds: number[] = [];
    for (let ms = 0; ms < 5_000; ms++) {
      monitor.reportFailure(RESET);
      monitor.reportFailure(RESET);
      if (prober.open.size > 0) {
        rounds.push(clock.now());
        prober.endAll();
      }
      clock.advance(1);
    }
    expect(rounds).to.deep.equal([0, 250, 750, 1_750, 2_750, 3_750, 4_750]);
  });

  it('is not lost when it came too soon after another that found nothing', async () => {
    const { monitor, prober, clock } = await FakeWorld.up({ checkInterval: '1h' });
    monitor.reportFailure(RESET);
    prober.endAll();
    clock.advance(10);
    monitor.reportFailure(RESET);
    expect(prober.open.size).to.equal(0);
    clock.advance(240);
    prober.endAll('ETIMEDOUT');
    prober.endAll('ETIMEDOUT');
    expect(monitor.state).to.equal('down');
  });

  it('says nothing new in an outage, and is not recorded', async () => {
    using scratch = new Scratch();
    const file = scratch.path('recording');
    const { monitor, prober, clock } = await FakeWorld.up();
    monitor.reportFailure(RESET);
    prober.endAll('ETIMEDOUT');
    prober.endAll('ETIMEDOUT');
    await monitor.record(file);
    const before = [...prober.open];
    clock.advance(5);
    monitor.reportFailure(RESET);
    expect([...prober.open]).to.deep.equal(before);
    await monitor.stop();
    expect(linesOf(file).map(({ type }) => type)).to.not.include('suspicion');
  });

  it('sends nothing out when the kernel has said by then that there is no way, and does not count', async () => {
    const world = await FakeWorld.up();
    world.source.pending = () => world.cut();
    world.monitor.reportFailure(RESET);
    expect([world.monitor.state, world.prober.open.size]).to.deep.equal(['down', 0]);
    world.source.pending = () => {};
    world.mend();
    world.prober.endAll();
    world.monitor.reportFailure(RESET);
    expect(world.prober.open.size).to.equal(2);
  });

  it('is nothing in link-only mode, nor after the stop, also when it had to wait', async () => {
    const linkOnly = await FakeWorld.up({ checkHosts: [] });
    linkOnly.source.pending = () => expect.fail('there is nothing to ask');
    linkOnly.monitor.reportFailure(RESET);
    const { monitor, clock, prober } = await FakeWorld.up({ checkInterval: '1h' });
    monitor.reportFailure(RESET);
    prober.endAll();
    monitor.reportFailure(RESET);
    await monitor.stop();
    expect(clock.pending).to.have.length(0);
    const stopped = await FakeWorld.up();
    await stopped.monitor.stop();
    stopped.source.pending = () => expect.fail('there is nobody to tell');
    stopped.monitor.reportFailure(RESET);
  });

  it('is replayed from a recording, with what it was put off by', async () => {
    using scratch = new Scratch();
    const file = scratch.path('recording');
    const world = await FakeWorld.up();
    await world.monitor.record(file);
    world.clock.advance(9_000);
    world.monitor.reportSuccess();
    world.clock.advance(9_000);
    world.monitor.reportFailure(RESET);
    world.prober.endAll('ETIMEDOUT');
    world.prober.endAll('ETIMEDOUT');
    world.clock.advance(30_000);
    world.monitor.reportSuccess();
    world.prober.endAll();
    await world.monitor.stop();
    const types = linesOf(file).map(({ type }) => type);
    expect(types.filter((type) => type === 'suspicion' || type === 'success')).to.deep.equal(['suspicion', 'success']);
    expect(await replayedStates(file)).to.deep.equal(world.states);
    expect(world.states).to.deep.equal(['down', 'up', 'unknown']);
  });
});

describe('a retryer with a monitor', () => {
  it('reports its successes', async () => {
    const { monitor, clock, prober } = await FakeWorld.up();
    const retryer = new Retryer({ monitor });
    clock.advance(9_000);
    await retryer.do(() => 'done');
    clock.advance(9_000);
    expect(prober.open.size).to.equal(0);
    clock.advance(1_000);
    expect(prober.open.size).to.equal(2);
  });

  it('reports failures that speak of the network, also those that it does not retry', async () => {
    const { monitor, prober } = await FakeWorld.up();
    const retryer = new Retryer({ monitor, isRetryable: () => false });
    await retryer.do(() => Promise.reject(failure('EACCES'))).catch(() => {});
    expect(prober.open.size).to.equal(0);
    await retryer.do(() => Promise.reject(RESET)).catch(() => {});
    expect(prober.addresses).to.deep.equal(HOSTS);
  });
});
