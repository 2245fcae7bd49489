import { expect } from 'chai';
import { FakeWorld, HOSTS } from '../support/fake-monitor.ts';

describe('an outage whose recovery is started anew all the time', () => {
  it('tries a host 20 times at once, and 20 times a second after that', async () => {
    const { monitor, source, prober, clock } = await FakeWorld.up({ checkHosts: [`${HOSTS[0]}:80`] });
    const before = prober.asked.length;
    source.reroute(HOSTS[0], 'ENETUNREACH');
    for (let way = 0; way < 1_000; way++) {
      source.reroute(HOSTS[0], { gateway: `10.0.${way % 2}.1` });
      clock.advance(1);
    }
    expect(prober.asked.length - before).to.be.within(20, 40);
    clock.advance(50);
    prober.endAll();
    expect(monitor.state).to.equal('up');
  });
});

describe('the recovery', () => {
  it('launches at 0, 10, 20, 40, 80, 160, 320, 640 ms, then 1, 2, 4, 8 s apart, then every check interval', async () => {
    const { clock, prober } = await FakeWorld.up({ checkHosts: ['192.0.2.1:80'] });
    clock.advance(10_000);
    prober.endAll('ETIMEDOUT');
    const startMs = clock.now();
    const launches: number[] = [];
    let seen = prober.asked.length;
    prober.endAll('ETIMEDOUT');
    while (launches.length < 14) {
      if (prober.asked.length > seen) launches.push(Math.round(clock.now() - startMs));
      seen = prober.asked.length;
      clock.advance(Math.max(0.001, clock.pending[0]!.dueMs - clock.now()));
    }
    const [early, late] = [launches.slice(0, 8), launches.slice(8)];
    expect(early).to.deep.equal([0, 10, 20, 40, 80, 160, 320, 640]);
    expect(late).to.deep.equal([1_640, 3_640, 7_640, 15_640, 25_640, 35_640]);
  });

  /** Down at 0 ms, with all that was under way answered in the negative. */
  async function silent(hosts: readonly string[]): Promise<FakeWorld> {
    return silentAt(await FakeWorld.up({ checkHosts: hosts.map((host) => `${host}:80`) }));
  }

  function silentAt(world: FakeWorld): FakeWorld {
    world.clock.advance(10_000);
    world.prober.endAll('ETIMEDOUT');
    world.prober.endAll('ETIMEDOUT');
    expect(world.monitor.state).to.equal('down');
    return world;
  }

  /** Who is asked within the next `ms`, each with the time from now. */
  function asked({ clock, prober }: FakeWorld, ms: number): Array<[number, string]> {
    const [startMs, found] = [clock.now(), [] as Array<[number, string]>];
    let seen = prober.asked.length;
    for (let passed = 0; passed <= ms; passed++) {
      for (const host of prober.asked.slice(seen)) found.push([clock.now() - startMs, host]);
      seen = prober.asked.length;
      clock.advance(1);
    }
    return found;
  }

  it('shares the time between two launches among the hosts, but for the first and those a second and more apart', async () => {
    const [first, second] = HOSTS;
    const world = await silent(HOSTS);
    expect(world.prober.addresses).to.deep.equal([first, second]);
    expect(asked(world, 60)).to.deep.equal([
      ...[[10, first] as const, [15, second] as const],
      ...[[20, first] as const, [30, second] as const],
      ...[[40, first] as const, [60, second] as const],
    ]);
    world.clock.advance(578);
    expect(asked(world, 900)).to.deep.equal([
      [1, first],
      [1, second],
    ]);
  });

  it('asks those whose turn has not come as soon as another one answers', async () => {
    const world = await silent(HOSTS);
    world.clock.advance(10);
    const before = world.prober.asked.length;
    world.prober.end(HOSTS[0]);
    expect([world.monitor.state, world.prober.asked.slice(before)]).to.deep.equal(['up', [HOSTS[1]]]);
  });

  it('asks those anew whose turn is over and who have not answered, for what they were asked with may be lost', async () => {
    const world = await silent(HOSTS);
    world.clock.advance(15);
    const before = world.prober.asked.length;
    world.prober.end(HOSTS[1]);
    expect([world.monitor.state, world.prober.asked.slice(before)]).to.deep.equal(['up', [HOSTS[0]]]);
    const fresh = [...world.prober.open].at(-1)!;
    world.prober.open.delete(fresh);
    fresh.settle({ error: null, rttMs: 1, source: '10.0.0.2' });
    expect(world.monitor.snapshot()).to.include({ state: 'up', reason: 'all-hosts-reachable' });
    expect(world.monitor.snapshot().hosts[0]).to.include({ reachable: true, rttMs: 1, error: null });
    expect(world.prober.open.size).to.equal(0);
  });

  it('takes nobody for reachable whose fresh sockets fail', async () => {
    const world = await silent(HOSTS);
    world.clock.advance(15);
    world.prober.end(HOSTS[1]);
    const fresh = [...world.prober.open].at(-1)!;
    world.prober.open.delete(fresh);
    fresh.settle({ error: 'EHOSTUNREACH', rttMs: null, source: null });
    expect(world.monitor.snapshot()).to.include({ state: 'up', reason: 'some-hosts-reachable' });
  });

  it('keeps an answer that comes after the round is over for the next one', async () => {
    const world = await silent(HOSTS);
    world.clock.advance(15);
    world.prober.end(HOSTS[1]);
    const fresh = [...world.prober.open].at(-1)!;
    for (let limit = 0; limit < 4; limit++) {
      world.clock.advance(300);
      for (const probe of [...world.prober.open])
        if (probe !== fresh && world.prober.open.delete(probe))
          probe.settle({ error: 'ETIMEDOUT', rttMs: null, source: null });
    }
    expect(world.monitor.state).to.equal('degraded');
    world.prober.open.delete(fresh);
    fresh.settle({ error: null, rttMs: 1_003, source: '10.0.0.2' });
    expect(world.monitor.snapshot()).to.include({ state: 'degraded', reason: 'some-hosts-reachable' });
    expect(world.monitor.snapshot().hosts[0]).to.include({ reachable: false });
  });

  it('gives each socket of a host its part of the share', async () => {
    const world = await FakeWorld.up({ checkHosts: [HOSTS[0]] });
    const ports = new Set([...silentAt(world).prober.open].map(({ target }) => target.port));
    expect(ports.size).to.equal(2);
    expect(asked(world, 20).map(([ms]) => ms)).to.deep.equal([10, 15, 20]);
  });

  it('asks nobody anew while the first launch is on its way', async () => {
    const world = await silent(HOSTS);
    const before = world.prober.asked.length;
    world.prober.end(HOSTS[1]);
    expect([world.monitor.state, world.prober.asked.length]).to.deep.equal(['up', before]);
  });

  it('begins afresh when another way is found', async () => {
    const { clock, prober, source } = await FakeWorld.up({ checkHosts: ['192.0.2.1:80'] });
    clock.advance(10_000);
    prober.endAll('ETIMEDOUT');
    prober.endAll('ETIMEDOUT');
    clock.advance(5_000);
    source.reroute('192.0.2.1', { gateway: '10.0.0.9' });
    const before = prober.asked.length;
    clock.advance(640);
    expect(prober.asked.length - before).to.equal(7);
  });
});
