import { expect } from 'chai';
import fc from 'fast-check';
import type { NetworkMonitorOptions } from '../../lib/index.ts';
import { Retryer } from '../../lib/retry/index.ts';
import { FakeWorld, settled } from '../support/fake-monitor.ts';
import { linesOf, replayedStates } from '../support/recorded.ts';
import { Scratch } from '../support/scratch.ts';

const DAMPED: NetworkMonitorOptions = { flapDamping: true, checkInterval: '1h' };
/** From 4000 down to 750, at 30 seconds for each half. */
const HELD_MS = 30_000 * Math.log2(4_000 / 750);

/** The cable is pulled and plugged again, and the hosts answer. */
function flap(world: FakeWorld, times = 1): void {
  for (let time = 0; time < times; time++) {
    world.cut();
    world.mend();
    world.prober.endAll();
  }
}

/** Up and damped: after one outage more it will be held down. */
async function flapped(): Promise<FakeWorld> {
  const world = await FakeWorld.up(DAMPED);
  flap(world, 3);
  world.states.length = world.changes.length = 0;
  return world;
}

describe('a monitor that damps flaps', () => {
  it('tells the first outages and their ends as they come', async () => {
    const world = await FakeWorld.up(DAMPED);
    flap(world, 3);
    expect(world.states).to.deep.equal(['down', 'up', 'down', 'up', 'down', 'up']);
    expect(world.monitor.snapshot().damping).to.deep.equal({ penalty: 3_000, suppressed: false, until: null });
  });

  it('counts no start without a network as an outage', async () => {
    const { monitor } = await FakeWorld.down(DAMPED);
    expect(monitor.snapshot().damping).to.include({ penalty: 0 });
  });

  it('tells the next one at once, and holds its end back until the penalty has decayed', async () => {
    const world = await flapped();
    flap(world);
    expect([world.states, world.monitor.state, world.monitor.isUsable()]).to.deep.equal([['down'], 'down', false]);
    world.clock.advance(HELD_MS - 1);
    expect(world.states).to.deep.equal(['down']);
    world.monitor.once('state', ({ snapshot }) => expect(snapshot.damping).to.include({ suppressed: false }));
    world.clock.advance(2);
    expect(world.states).to.deep.equal(['down', 'up']);
    expect(world.changes[1]).to.include({ previous: 'down', reason: 'all-hosts-reachable' });
    expect(world.changes[1]?.cause).to.deep.equal({ type: 'probe', host: '192.0.2.1', interface: 'eth0' });
  });

  it('holds nothing back any more once its timer has fired, be it a little early', async () => {
    const world = await flapped();
    flap(world);
    world.clock.advance(HELD_MS - 1);
    world.clock.pending.find(({ delayMs }) => Math.abs(delayMs - HELD_MS) < 1)!.callback();
    expect([world.monitor.state, world.monitor.snapshot().damping?.suppressed]).to.deep.equal(['up', false]);
  });

  it('publishes the figures', async () => {
    const world = await flapped();
    flap(world);
    const { damping } = world.monitor.snapshot();
    expect(damping).to.be.frozen.and.to.include({ penalty: 4_000, suppressed: true });
    expect((damping?.until?.getTime() ?? 0) - world.clock.wallNow().getTime()).to.be.closeTo(HELD_MS, 1);
    world.clock.advance(30_000);
    expect(world.monitor.snapshot().damping).to.include({ penalty: 2_000, suppressed: true });
    world.clock.advance(HELD_MS);
    expect(world.monitor.snapshot().damping).to.include({ suppressed: false, until: null });
    expect((await FakeWorld.up()).monitor.snapshot().damping).to.equal(null);
  });

  it('counts an outage within one that is held, and tells it once', async () => {
    const world = await flapped();
    flap(world, 2);
    expect(world.states).to.deep.equal(['down']);
    expect(world.monitor.snapshot().damping).to.include({ penalty: 5_000 });
    world.clock.advance(HELD_MS + 1);
    expect(world.states).to.deep.equal(['down']);
    world.clock.advance(30_000);
    expect(world.states).to.deep.equal(['down', 'up']);
  });

  it('tells what it has become meanwhile, degraded for instance', async () => {
    const world = await flapped();
    flap(world);
    const checked = world.monitor.check();
    await settled();
    world.prober.end('192.0.2.1');
    world.prober.endAll('ECONNRESET');
    while (world.prober.open.size > 0) world.prober.endAll('ECONNRESET');
    expect(await checked).to.include({ state: 'down', reachable: 1 });
    world.clock.advance(HELD_MS + 1);
    expect(world.states).to.deep.equal(['down', 'degraded']);
    expect(world.changes[1]).to.include({ previous: 'down', reason: 'some-hosts-reachable' });
  });

  it('has no end to tell of an outage that is not over when the penalty is', async () => {
    const world = await flapped();
    flap(world);
    world.cut();
    world.clock.advance(600_000);
    expect([world.states, world.monitor.snapshot().reason]).to.deep.equal([['down'], 'no-carrier']);
    world.mend();
    world.prober.endAll();
    expect(world.states).to.deep.equal(['down', 'up']);
  });

  it('keeps those waiting who wait for the network, and the operations of a retryer', async () => {
    const world = await flapped();
    flap(world);
    let done = '';
    const waited = world.monitor.waitForNetwork().then(() => (done += 'waiter '));
    const operated = new Retryer({ monitor: world.monitor }).do(() => (done += 'operation '));
    await settled();
    expect(done).to.equal('');
    world.clock.advance(HELD_MS + 1);
    await Promise.all([waited, operated]);
    expect(done).to.include('waiter').and.to.include('operation');
  });

  it('holds nothing back that is no end of an outage', async () => {
    const world = await flapped();
    flap(world);
    await world.monitor.stop();
    expect(world.states).to.deep.equal(['down', 'unknown']);
    expect(world.changes[1]).to.include({ previous: 'down', reason: 'stopped' });
    expect(world.clock.pending).to.have.length(0);
  });

  it('holds it back in link-only mode as well', async () => {
    const world = await FakeWorld.up({ ...DAMPED, checkHosts: [] });
    for (let time = 0; time < 4; time++) {
      world.source.relink({ carrier: false });
      world.source.relink({});
    }
    expect([world.states.length, world.monitor.state]).to.deep.equal([7, 'down']);
    world.clock.advance(HELD_MS + 1);
    expect(world.monitor.state).to.equal('up');
  });

  it('tells what a listener of the end asks for after it', async () => {
    const world = await flapped();
    flap(world);
    world.monitor.once('state', () => world.cut());
    world.clock.advance(HELD_MS + 1);
    expect(world.states).to.deep.equal(['down', 'up', 'down']);
  });

  it('is replayed from a recording, also one that begins while something is held back', async () => {
    for (const begins of ['before', 'within']) {
      using scratch = new Scratch();
      const file = scratch.path('recording');
      const world = await flapped();
      if (begins === 'before') await world.monitor.record(file);
      flap(world);
      world.clock.advance(10_000);
      if (begins === 'within') await world.monitor.record(file, { anonymize: true });
      world.clock.advance(HELD_MS - 10_000 - 1);
      expect(world.states).to.deep.equal(['down']);
      world.clock.advance(2);
      await world.monitor.stop();
      expect(world.states).to.deep.equal(['down', 'up', 'unknown']);
      const recorded = linesOf(file).flatMap((line) => (line.type === 'state' ? [line.state] : []));
      expect(recorded).to.deep.equal(begins === 'before' ? ['down', 'up', 'unknown'] : ['up', 'unknown']);
      expect(await replayedStates(file)).to.deep.equal(recorded);
    }
  });
});

describe('whatever flaps', () => {
  it('down is never delayed, nobody is told the same twice, and in the end it is up', async () => {
    const moves = fc.array(fc.record({ waitMs: fc.nat(8_000), cut: fc.boolean() }), { minLength: 20, maxLength: 60 });
    let held = 0;
    await fc.assert(
      fc.asyncProperty(moves, async (history) => {
        const world = await FakeWorld.up(DAMPED);
        for (const { waitMs, cut } of history) {
          world.clock.advance(waitMs);
          if (cut) {
            world.cut();
            expect(world.monitor.state).to.equal('down');
          } else {
            world.mend();
            if (world.prober.open.size > 0) world.prober.endAll();
            if (world.monitor.state === 'down') held++;
          }
        }
        world.mend();
        if (world.prober.open.size > 0) world.prober.endAll();
        world.clock.advance(120_001);
        expect(world.monitor.state).to.equal('up');
        for (const { state, previous } of world.changes) expect(state).to.not.equal(previous);
        for (const [index, state] of world.states.entries()) expect(state).to.not.equal(world.states[index - 1]);
        await world.monitor.stop();
      }),
      { numRuns: 200 },
    );
    expect(held, 'ends that were held back').to.be.greaterThan(0);
  });
});
