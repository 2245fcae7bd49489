import { expect } from 'chai';
import { FakeWorld, HOSTS, settled } from '../support/fake-monitor.ts';

/** What a host that answers in no time is waited for. */
const LIMIT_MS = 300;
const CHECK_TIMEOUT_MS = 5_000;
const CHECK_INTERVAL_MS = 10_000;

function limits({ monitor }: FakeWorld): number[] {
  return monitor.snapshot().hosts.map(({ timeoutMs }) => timeoutMs);
}

/** Degraded: the first host has answered, and the second never has. */
async function halfDead(): Promise<FakeWorld> {
  const world = new FakeWorld();
  const started = world.monitor.start();
  world.source.ready();
  world.prober.end(HOSTS[0]);
  await started;
  world.clock.advance(LIMIT_MS);
  world.clock.advance(LIMIT_MS);
  expect(world.monitor.state).to.equal('degraded');
  return world;
}

/** No answer for so long: those end whose limit it was, and the others are in doubt. */
function limitPasses({ clock, prober }: FakeWorld): void {
  const short = [...prober.open].filter(({ target }) => target.timeoutMs < CHECK_TIMEOUT_MS);
  clock.advance(LIMIT_MS);
  for (const probe of short) {
    if (probe.target.timeoutMs > LIMIT_MS || !prober.open.delete(probe)) continue;
    probe.settle({ error: 'ETIMEDOUT', rttMs: null, source: null });
  }
}

/** Its connects, the oldest first, as the kernel ends them that has waited for them long enough. */
function endAfter(world: FakeWorld, host: string, ms: number, rttMs: number): void {
  world.clock.advance(ms);
  const probe = [...world.prober.open].find(({ target }) => target.address === host)!;
  world.prober.open.delete(probe);
  probe.settle({ error: null, rttMs, source: '10.0.0.2' });
}

describe('a host that has never answered', () => {
  it('is waited for no longer than those that answer over the same path', async () => {
    expect(limits(await halfDead())).to.deep.equal([LIMIT_MS, LIMIT_MS]);
  });

  it('does not keep a silent outage from being found in two limits of those that answered', async () => {
    const world = await halfDead();
    world.clock.advance(CHECK_INTERVAL_MS - 2 * LIMIT_MS);
    limitPasses(world);
    expect(world.monitor.state).to.equal('degraded');
    limitPasses(world);
    expect(world.monitor.state).to.equal('down');
  });

  it('does not put off the next round: the interval began when the other one answered', async () => {
    const { clock, monitor } = await halfDead();
    const { probes } = monitor.snapshot().counters;
    clock.advance(CHECK_INTERVAL_MS - 2 * LIMIT_MS - 1);
    expect(monitor.snapshot().counters.probes).to.equal(probes);
    clock.advance(1);
    expect(monitor.snapshot().counters.probes).to.equal(probes + 2);
  });

  it('puts it off neither when it answers late', async () => {
    const world = await halfDead();
    const { clock, monitor, prober } = world;
    clock.advance(CHECK_INTERVAL_MS - 2 * LIMIT_MS);
    prober.end(HOSTS[0]);
    clock.advance(200);
    for (const probe of [...prober.open])
      if (prober.open.delete(probe)) probe.settle({ error: null, rttMs: 200, source: '10.0.0.2' });
    expect(monitor.state).to.equal('up');
    const { probes } = monitor.snapshot().counters;
    clock.advance(CHECK_INTERVAL_MS - 200);
    expect(monitor.snapshot().counters.probes).to.equal(probes + 2);
  });

  it('is waited for to the end where nobody over its path has answered', async () => {
    const world = await halfDead();
    world.source.reroute(HOSTS[1], { gateway: '10.0.0.9' });
    expect(limits(world)).to.deep.equal([LIMIT_MS, CHECK_TIMEOUT_MS]);
  });

  it('has all the time to answer once, beyond its round, and is waited for from then on', async () => {
    const world = await halfDead();
    endAfter(world, HOSTS[1], 700, 900);
    expect(world.monitor.state).to.equal('degraded');
    expect(limits(world)).to.deep.equal([LIMIT_MS, 2_700]);
  });

  it('is waited for to the end when its answer may be to a SYN that was sent again', async () => {
    const world = await halfDead();
    endAfter(world, HOSTS[1], 900, 1_200);
    expect(limits(world)).to.deep.equal([LIMIT_MS, CHECK_TIMEOUT_MS]);
  });

  it('has one connect that outlasts its round, however many rounds there are', async () => {
    const world = await halfDead();
    for (let round = 0; round < 5; round++) {
      const checked = world.monitor.check();
      await settled();
      world.prober.end(HOSTS[0]);
      world.clock.advance(LIMIT_MS);
      world.clock.advance(LIMIT_MS);
      await checked;
    }
    expect(world.prober.addresses).to.deep.equal([HOSTS[1]]);
  });

  it('leaves nothing behind at the stop', async () => {
    const world = await halfDead();
    await world.monitor.stop();
    expect([world.prober.open.size, world.clock.pending]).to.deep.equal([0, []]);
  });
});

describe('a host that answers no more', () => {
  /** Degraded: the second host was silent in one whole round. */
  async function halfLost(): Promise<FakeWorld> {
    const world = await FakeWorld.up();
    world.clock.advance(CHECK_INTERVAL_MS);
    world.prober.end(HOSTS[0]);
    world.clock.advance(LIMIT_MS);
    for (const probe of world.prober.open) probe.settle({ error: 'ETIMEDOUT', rttMs: null, source: null });
    world.prober.open.clear();
    expect(world.monitor.state).to.equal('degraded');
    return world;
  }

  it('is waited for no longer than those that do', async () => {
    expect(limits(await halfLost())).to.deep.equal([LIMIT_MS, LIMIT_MS]);
  });

  it('is back in the round in which it answers', async () => {
    const { clock, monitor, prober } = await halfLost();
    clock.advance(CHECK_INTERVAL_MS);
    prober.endAll();
    expect(monitor.state).to.equal('up');
  });
});

describe('a host that has not answered when another one ends the outage', () => {
  async function recovering(): Promise<FakeWorld> {
    const world = await FakeWorld.up();
    world.clock.advance(CHECK_INTERVAL_MS);
    world.clock.advance(LIMIT_MS);
    world.prober.endAll('ETIMEDOUT');
    expect(world.monitor.state).to.equal('down');
    world.clock.advance(40);
    world.prober.end(HOSTS[0]);
    expect(world.monitor.state).to.equal('up');
    return world;
  }

  it('is waited for as in any round, and tried once more', async () => {
    const { clock, monitor, prober } = await recovering();
    const before = prober.asked.length;
    clock.advance(LIMIT_MS);
    expect(prober.asked.slice(before)).to.deep.equal([HOSTS[1]]);
    prober.end(HOSTS[1]);
    expect(monitor.state).to.equal('up');
    expect(prober.open.size).to.equal(0);
  });

  it('keeps no round open, and so the next outage is found as soon as any', async () => {
    const world = await recovering();
    limitPasses(world);
    limitPasses(world);
    expect(world.monitor.state).to.equal('degraded');
    world.clock.advance(CHECK_INTERVAL_MS);
    limitPasses(world);
    limitPasses(world);
    expect(world.monitor.state).to.equal('down');
  });
});
