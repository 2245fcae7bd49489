import { expect } from 'chai';
import { FakeWorld, HOSTS } from '../support/fake-monitor.ts';
import { address, link } from '../support/records.ts';

const INTERVAL_MS = 10_000;

/** A monitor that is up, whose hosts are reached by interfaces of their own. */
async function upByTwoWays(): Promise<FakeWorld> {
  const world = new FakeWorld();
  world.source.links = [link(2, 'eth0'), link(3, 'eth1')];
  world.source.addresses = [address(2, '10.0.0.2/24'), address(3, '10.0.1.2/24')];
  world.source.ways.set(HOSTS[1], { interfaceIndex: 3, gateway: '10.0.1.1', source: '10.0.1.2' });
  const started = world.monitor.start();
  world.source.ready();
  world.prober.endAll();
  await started;
  world.prober.asked.length = 0;
  return world;
}

/** Whether a success that is reported now puts the next round off. */
function putsOff(world: FakeWorld, host?: string): boolean {
  const { monitor, clock, prober } = world;
  clock.advance(INTERVAL_MS / 2);
  monitor.reportSuccess(host);
  clock.advance(INTERVAL_MS / 2);
  return prober.open.size === 0;
}

describe('a success that is reported while the monitor is up', () => {
  it('puts the next round off, until checkInterval after it and no longer', async () => {
    const world = await FakeWorld.up();
    expect(putsOff(world)).to.equal(true);
    world.clock.advance(INTERVAL_MS / 2 - 1);
    expect(world.prober.open.size).to.equal(0);
    world.clock.advance(1);
    expect(world.prober.addresses).to.deep.equal(HOSTS);
  });

  it('again and again means that nothing is probed at all, by a single timer', async () => {
    const { monitor, clock, prober } = await FakeWorld.up();
    const { length } = prober.asked;
    for (let second = 0; second < 3_600; second++) {
      clock.advance(1_000);
      monitor.reportSuccess();
      expect(clock.pending).to.have.length(1);
    }
    expect(prober.asked).to.have.length(length);
  });

  it('does not put off what somebody asks for, nor what another way starts', async () => {
    const { monitor, source, prober } = await FakeWorld.up();
    monitor.reportSuccess();
    source.reroute(HOSTS[0], { gateway: '10.0.0.254' });
    expect(prober.addresses).to.deep.equal([HOSTS[0], HOSTS[1]]);
  });

  it('is forgotten with the round that has been since', async () => {
    const { monitor, clock, prober } = await FakeWorld.up();
    monitor.reportSuccess();
    clock.advance(INTERVAL_MS);
    prober.endAll();
    clock.advance(INTERVAL_MS);
    expect(prober.open.size).to.equal(2);
  });

  it('with a check host, by whichever of its names, speaks for those that are reached the same way', async () => {
    for (const name of [HOSTS[0], `${HOSTS[0]}:80`]) expect(putsOff(await FakeWorld.up(), name)).to.equal(true);
  });

  it('with a check host does not speak for one that is reached another way', async () => {
    expect(putsOff(await upByTwoWays(), HOSTS[0])).to.equal(false);
    const world = await upByTwoWays();
    world.monitor.reportSuccess(HOSTS[0]);
    world.clock.advance(1_000);
    world.monitor.reportSuccess(HOSTS[1]);
    world.clock.advance(INTERVAL_MS - 1_001);
    expect(world.prober.open.size).to.equal(0);
    // The one that was heard of first.
    world.clock.advance(1);
    expect(world.prober.open.size).to.equal(2);
  });

  it('with a check host does not speak for one behind another gateway of the same interface', async () => {
    const world = await FakeWorld.up();
    world.source.reroute(HOSTS[1], { gateway: '10.0.0.254' });
    world.prober.endAll();
    expect(putsOff(world, HOSTS[0])).to.equal(false);
  });

  it('with another host speaks for all where they are reached one way, and otherwise for none', async () => {
    expect(putsOff(await FakeWorld.up(), 'api.example:443')).to.equal(true);
    expect(putsOff(await upByTwoWays(), 'api.example:443')).to.equal(false);
    expect(putsOff(await upByTwoWays())).to.equal(true);
  });

  for (const host of ['localhost', 'localhost:8080', '127.0.0.1', '127.8.8.8:53', '::1', '[::1]:80']) {
    it(`with ${host} says nothing of the network`, async () => {
      expect(putsOff(await FakeWorld.up(), host)).to.equal(false);
    });
  }
});

describe('a success that is reported while the monitor is degraded', () => {
  it('does not put off the round that finds the other host back', async () => {
    const world = await FakeWorld.up();
    world.clock.advance(INTERVAL_MS);
    world.prober.end(HOSTS[0]);
    world.prober.endAll('ETIMEDOUT');
    expect(world.monitor.state).to.equal('degraded');
    expect(putsOff(world)).to.equal(false);
  });
});

describe('a success that is reported while the monitor is down', () => {
  let world: FakeWorld;

  beforeEach(async () => {
    world = await FakeWorld.up({ checkInterval: '60s' });
    world.clock.advance(60_000);
    world.prober.endAll('ETIMEDOUT');
    world.prober.endAll('ETIMEDOUT');
    // Far into the schedule of the recovery, whose steps are a minute apart by now.
    world.clock.advance(600_000);
    world.prober.asked.length = 0;
  });

  it('changes no state by itself, and has the hosts asked at once', () => {
    world.monitor.reportSuccess();
    expect([world.monitor.state, world.prober.asked]).to.deep.equal(['down', [...HOSTS]]);
    world.prober.end(HOSTS[1]);
    expect(world.monitor.state).to.equal('up');
  });

  it('restarts the schedule ever more seldom, though they never end', () => {
    let restarts = 0;
    for (let second = 0; second < 600; second++) {
      const open = world.prober.open.size;
      world.monitor.reportSuccess();
      if (world.prober.open.size < open) restarts++;
      world.clock.advance(1_000);
    }
    // At 0, 1, 3, 7, 15, 31, 63 and then every 60 seconds.
    expect(restarts).to.be.within(12, 16);
  });

  it('says nothing when it was of this machine itself', () => {
    world.monitor.reportSuccess('localhost:5432');
    expect(world.prober.asked).to.deep.equal([]);
  });

  it('probes nothing without a way', () => {
    world.cut();
    world.monitor.reportSuccess();
    expect([world.monitor.state, world.prober.asked]).to.deep.equal(['down', []]);
  });

  it('is heard at once in the next outage, however many there were in this one', () => {
    for (let second = 0; second < 100; second++) {
      world.monitor.reportSuccess();
      world.clock.advance(1_000);
    }
    world.prober.endAll();
    world.monitor.reportFailure(Object.assign(new Error(), { code: 'ECONNRESET' }));
    world.prober.endAll('ETIMEDOUT');
    world.prober.endAll('ETIMEDOUT');
    expect(world.monitor.state).to.equal('down');
    world.clock.advance(700);
    const before = [...world.prober.open];
    world.monitor.reportSuccess();
    expect([...world.prober.open])
      .to.have.length(2)
      .and.not.include.members(before);
  });
});

describe('a success that is reported to a monitor that does not run', () => {
  it('is nothing to it', async () => {
    const { monitor, prober } = new FakeWorld();
    monitor.reportSuccess();
    monitor.reportFailure(Object.assign(new Error(), { code: 'ECONNRESET' }));
    await monitor.stop();
    monitor.reportSuccess();
    monitor.reportFailure(Object.assign(new Error(), { code: 'ECONNRESET' }));
    expect(prober.asked).to.deep.equal([]);
  });
});
