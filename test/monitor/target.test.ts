import { expect } from 'chai';
import type { TargetChange } from '../../lib/index.ts';
import { FakeWorld, HOSTS, settled } from '../support/fake-monitor.ts';
import { link, address } from '../support/records.ts';

const LAN = '10.0.0.9';

describe('a target', () => {
  it('is usable while the network is, without a probe', async () => {
    const { monitor, prober } = await FakeWorld.up();
    using target = monitor.target(`${LAN}:5432`);
    expect(target.isUsable()).to.equal(true);
    await target.waitUntilUsable();
    expect(prober.open.size).to.equal(0);
  });

  it('is unusable without a way, although the network is up, and is usable again in the event that brings one', async () => {
    const { monitor, source, prober } = await FakeWorld.up();
    using target = monitor.target(`${LAN}:5432`);
    const told: TargetChange[] = [];
    target.on('state', (change) => void told.push(change));
    source.reroute(LAN, 'ENETUNREACH');
    expect([monitor.state, target.isUsable()]).to.deep.equal(['up', false]);
    let usable = false;
    const waiting = target.waitUntilUsable().then(() => (usable = true));
    await settled();
    expect(usable).to.equal(false);
    source.reroute(LAN, {});
    await waiting;
    expect(told.map(({ state, previous, reason }) => [previous, state, reason])).to.deep.equal([
      ['up', 'down', 'no-route'],
      ['down', 'up', 'link-usable'],
    ]);
    expect(prober.open.size).to.equal(0);
  });

  it('is unusable without a carrier, while the network is reached by another interface', async () => {
    const { monitor, source } = await FakeWorld.up();
    source.emit({ links: [link(3, 'eth1')], addresses: [address(3, '192.168.7.2/24')] });
    source.ways.set(LAN, { interfaceIndex: 3 });
    using target = monitor.target(LAN);
    expect(target.isUsable()).to.equal(true);
    source.emit({ links: [{ ...link(3, 'eth1'), carrier: false }] });
    expect([monitor.state, target.isUsable()]).to.deep.equal(['up', false]);
  });

  it('moves no state, and asks nothing of the check hosts', async () => {
    const { monitor, source, states, prober } = await FakeWorld.up();
    using target = monitor.target(LAN);
    source.reroute(LAN, 'ENETUNREACH');
    source.reroute(LAN, {});
    expect(target.isUsable()).to.equal(true);
    expect(states).to.deep.equal([]);
    expect(prober.open.size).to.equal(0);
  });

  it('is not watched before it is made, nor after it has been disposed of', async () => {
    const { monitor, source } = await FakeWorld.up();
    expect(source.hasSide).to.equal(false);
    const target = monitor.target(LAN);
    const other = monitor.target(LAN);
    expect(source.aside.map(({ address }) => address)).to.deep.equal([LAN]);
    target[Symbol.dispose]();
    target[Symbol.dispose]();
    expect(source.aside).to.have.length(1);
    other[Symbol.dispose]();
    expect([source.aside, source.hasSide]).to.deep.equal([[], false]);
  });
});

describe('a target of a network that is down', () => {
  it('is not probed while nobody waits', async () => {
    const world = await FakeWorld.isolated();
    using target = world.monitor.target(`${LAN}:5432`);
    target.on('state', () => {});
    world.clock.advance(60_000);
    expect(world.prober.open.size).to.equal(0);
    expect(target.isUsable()).to.equal(false);
    expect(target.state).to.equal('unknown');
  });

  it('is usable when it answers who waits, or refuses', async () => {
    for (const answer of [null, 'ECONNREFUSED']) {
      const world = await FakeWorld.isolated();
      using target = world.monitor.target(`${LAN}:5432`);
      const waiting = target.waitUntilUsable();
      expect(Array.from(world.prober.open, ({ target: { address, port } }) => `${address}:${port}`)).to.deep.equal([
        `${LAN}:5432`,
      ]);
      world.prober.endAll(answer);
      await waiting;
      expect([world.monitor.state, target.isUsable()]).to.deep.equal(['down', true]);
      world.clock.advance(60_000);
      expect(world.prober.open.size, 'probes once nobody waits').to.equal(0);
    }
  });

  it('is probed on the schedule of the recovery while it is silent, until nobody waits any more', async () => {
    const { monitor, prober, clock } = await FakeWorld.isolated();
    using target = monitor.target(`${LAN}:5432`);
    const aborting = new AbortController();
    const waiting = target.waitUntilUsable({ signal: aborting.signal }).catch((error: unknown) => error);
    const launches = (): number => prober.asked.filter((asked) => asked === LAN).length;
    expect(launches()).to.equal(1);
    for (const [stepMs, expected] of [
      [10, 2],
      [10, 3],
      [20, 4],
      [40, 5],
      [560, 8],
    ] as const) {
      clock.advance(stepMs);
      expect(launches()).to.equal(expected);
    }
    expect(target.state).to.equal('down');
    aborting.abort('enough');
    expect(await waiting).to.equal('enough');
    expect(prober.open.size).to.equal(0);
    clock.advance(60_000);
    expect(launches()).to.equal(8);
  });

  it('begins the schedule anew with another way', async () => {
    const { monitor, prober, clock, source } = await FakeWorld.isolated();
    using target = monitor.target(`${LAN}:5432`);
    const waiting = target.waitUntilUsable();
    clock.advance(5_000);
    prober.asked.length = 0;
    source.reroute(LAN, { source: '10.0.0.3' });
    clock.advance(0);
    expect(prober.asked).to.deep.equal([LAN]);
    expect(prober.addresses).to.deep.equal([LAN]);
    prober.endAll();
    await waiting;
  });

  it('is not probed without a way, and has to answer when there is one again', async () => {
    const { monitor, prober, clock, source } = await FakeWorld.isolated();
    using target = monitor.target(`${LAN}:5432`);
    source.reroute(LAN, 'ENETUNREACH');
    let usable = false;
    const waiting = target.waitUntilUsable().then(() => (usable = true));
    clock.advance(60_000);
    expect(prober.open.size).to.equal(0);
    source.reroute(LAN, {});
    await settled();
    expect([usable, target.state, prober.addresses]).to.deep.equal([false, 'down', [LAN]]);
    prober.endAll();
    await waiting;
  });

  it('is usable with the network itself, in the same event', async () => {
    const world = await FakeWorld.isolated();
    using target = world.monitor.target(`${LAN}:5432`);
    const waiting = target.waitUntilUsable();
    world.prober.endAll('EHOSTUNREACH');
    expect(target.state).to.equal('down');
    world.mend();
    world.prober.end(HOSTS[0]);
    expect([world.monitor.state, target.state]).to.deep.equal(['up', 'up']);
    await waiting;
    expect(world.prober.addresses).to.not.include(LAN);
  });

  it('counts as silent when it has not answered within the time of doubt, and as usable when it does later', async () => {
    const { monitor, prober, clock } = await FakeWorld.isolated();
    using target = monitor.target(`${LAN}:5432`);
    const waiting = target.waitUntilUsable();
    clock.advance(299);
    expect(target.state).to.equal('unknown');
    clock.advance(1);
    expect(target.state).to.equal('down');
    prober.end(LAN);
    await waiting;
    expect(target.state).to.equal('up');
  });

  it('keeps what was found out for who comes after, until the outage is over', async () => {
    const world = await FakeWorld.isolated();
    const first = world.monitor.target(LAN);
    const waiting = first.waitUntilUsable();
    world.prober.endAll();
    await waiting;
    first[Symbol.dispose]();
    {
      using second = world.monitor.target(LAN);
      expect(second.isUsable()).to.equal(true);
    }
    world.mend();
    world.prober.end(HOSTS[0]);
    expect(world.source.aside).to.deep.equal([]);
  });
});

describe('a target that is this machine', () => {
  for (const local of ['localhost:8080', '127.0.0.9', '[::1]:80', '/run/db.sock', 'unix:///run/db.sock']) {
    it(`is always usable, and never looked up: ${local}`, async () => {
      const { monitor, source, resolver, prober } = await FakeWorld.isolated();
      using target = monitor.target(local);
      expect(target.isUsable()).to.equal(true);
      await target.waitUntilUsable();
      expect(await target.check()).to.deep.equal({ state: 'up', reachable: null, rttMs: null, error: null });
      expect([source.aside.length, resolver.asked.length, prober.open.size]).to.deep.equal([0, 0, 0]);
    });
  }
});

describe('the ends of a target', () => {
  it('is unknown before the start of its monitor, and waits for the first decision', async () => {
    const world = new FakeWorld();
    using target = world.monitor.target(LAN);
    expect([target.isUsable(), target.state]).to.deep.equal([false, 'unknown']);
    const waiting = target.waitUntilUsable();
    const started = world.monitor.start();
    world.source.ready();
    world.prober.endAll();
    await started;
    await waiting;
    expect(target.isUsable()).to.equal(true);
  });

  const codeOf = (error: unknown): unknown => (error as { code?: string }).code;

  it('rejects who waits when the monitor stops, and whoever comes after', async () => {
    const world = await FakeWorld.isolated();
    const target = world.monitor.target(LAN);
    const waiting = target.waitUntilUsable().catch(codeOf);
    const checking = target.check().catch(codeOf);
    await world.monitor.stop();
    expect([await waiting, await checking]).to.deep.equal(['ERR_NETWAKE_STOPPED', 'ERR_NETWAKE_STOPPED']);
    expect(await target.check().catch(codeOf)).to.equal('ERR_NETWAKE_STOPPED');
    expect(target.isUsable()).to.equal(false);
    expect(() => world.monitor.target(LAN))
      .to.throw()
      .with.property('code', 'ERR_NETWAKE_STOPPED');
    target[Symbol.dispose]();
    expect(world.clock.pending).to.deep.equal([]);
  });

  it('sends nothing more when the monitor stops, however many wait', async () => {
    const world = await FakeWorld.isolated();
    const waits = [1, 2, 3].map(() => world.monitor.target(LAN).waitUntilUsable().catch(codeOf));
    const { length } = world.prober.asked;
    const stopped = world.monitor.stop();
    expect(world.clock.pending).to.deep.equal([]);
    await stopped;
    expect(world.prober.asked).to.have.length(length);
    expect(await Promise.all(waits)).to.deep.equal(Array(3).fill('ERR_NETWAKE_STOPPED'));
  });

  it('rejects who waits when it is disposed of, and whoever comes after', async () => {
    const world = await FakeWorld.isolated();
    const target = world.monitor.target(LAN);
    const other = world.monitor.target(LAN);
    let others = false;
    void other.waitUntilUsable().then(() => (others = true));
    const waiting = target.waitUntilUsable().catch(codeOf);
    const checking = target.check().catch(codeOf);
    target[Symbol.dispose]();
    expect([await waiting, await checking]).to.deep.equal(['ERR_NETWAKE_STATE', 'ERR_NETWAKE_STATE']);
    expect(() => target.isUsable())
      .to.throw()
      .with.property('code', 'ERR_NETWAKE_STATE');
    world.prober.endAll();
    await settled();
    expect(others, 'another handle of the same destination').to.equal(true);
  });

  it('gives a wait up after its time, or with its signal, and leaves nothing behind', async () => {
    const world = await FakeWorld.isolated();
    using target = world.monitor.target(LAN);
    const waiting = target.waitUntilUsable({ timeout: '2s' }).catch(codeOf);
    world.clock.advance(2_000);
    expect(await waiting).to.equal('ERR_NETWAKE_TIMEOUT');
    expect(world.clock.pending).to.deep.equal([]);
    expect(world.prober.open.size).to.equal(0);
    const aborted = AbortSignal.abort('before');
    expect(await target.waitUntilUsable({ signal: aborted }).catch((error: unknown) => error)).to.equal('before');
  });

  it('is refused with an option that does not exist', async () => {
    const { monitor } = await FakeWorld.up();
    using target = monitor.target(LAN);
    expect(await target.waitUntilUsable({ timout: 1 } as object).catch(codeOf)).to.equal('ERR_NETWAKE_UNKNOWN_OPTION');
    expect(await target.check({ timeout: 1 } as object).catch(codeOf)).to.equal('ERR_NETWAKE_UNKNOWN_OPTION');
  });
});
