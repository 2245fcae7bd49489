import { expect } from 'chai';
import { FakeWorld, HOSTS } from '../support/fake-monitor.ts';
import { address, link } from '../support/records.ts';

const LAN = '10.0.0.9';

describe('a target that goes by a name', () => {
  it('is looked up, and again while its addresses stay in use', async () => {
    const { monitor, resolver, source, prober } = await FakeWorld.isolated();
    using target = monitor.target('db.lan:5432');
    expect(resolver.asked).to.deep.equal(['db.lan']);
    const waiting = target.waitUntilUsable();
    expect(prober.open.size).to.equal(0);
    await resolver.answer({ family: 4, address: LAN });
    expect(source.aside.map(({ address }) => address)).to.deep.equal([LAN]);
    expect(prober.addresses).to.deep.equal([LAN]);
    prober.endAll();
    await waiting;
    expect(target.isUsable()).to.equal(true);
  });

  it('is unusable while it is not found and the network is down', async () => {
    const { monitor, resolver } = await FakeWorld.isolated();
    using target = monitor.target('db.lan:5432');
    const checked = target.check();
    await resolver.fail('ENOTFOUND');
    expect(await checked).to.deep.equal({ state: 'down', reachable: false, rttMs: null, error: 'ENOTFOUND' });
    expect(target.isUsable()).to.equal(false);
  });

  it('is looked up anew while somebody waits and no address of it has a way: another network may know it by others', async () => {
    const { monitor, resolver, source, prober, clock } = await FakeWorld.isolated();
    using target = monitor.target('db.lan:5432');
    await resolver.answer({ family: 4, address: LAN });
    source.reroute(LAN, 'ENETUNREACH');
    clock.advance(60_000);
    expect(resolver.asked, 'while nobody waits').to.have.length(1);
    const waiting = target.waitUntilUsable();
    expect(resolver.asked).to.have.length(2);
    await resolver.answer({ family: 4, address: '10.7.0.9' });
    expect(prober.addresses).to.deep.equal(['10.7.0.9']);
    prober.endAll();
    await waiting;
    clock.advance(60_000);
    expect(resolver.asked, 'once it has been found').to.have.length(2);
  });

  it('is looked up no more once nobody waits, found or not', async () => {
    const { monitor, resolver, source, clock } = await FakeWorld.isolated();
    using target = monitor.target('db.lan:5432');
    await resolver.answer({ family: 4, address: LAN });
    source.reroute(LAN, 'ENETUNREACH');
    const aborting = new AbortController();
    const waiting = target.waitUntilUsable({ signal: aborting.signal }).catch((error: unknown) => error);
    await resolver.fail('ENOTFOUND');
    aborting.abort('enough');
    expect(await waiting).to.equal('enough');
    const { length } = resolver.asked;
    clock.advance(60_000);
    expect(resolver.asked).to.have.length(length);
  });
});

describe('a target before the first decision of its monitor', () => {
  async function undecided(way: string | null): Promise<FakeWorld> {
    const world = new FakeWorld();
    if (way !== null) world.source.ways.set(LAN, way);
    void world.monitor.start();
    await world.started();
    return world;
  }

  it('is unknown until the machine has been looked at, and usable then if it has a way', async () => {
    const { monitor, source } = await undecided(null);
    using target = monitor.target(LAN);
    expect(target.state).to.equal('unknown');
    source.ready();
    expect([monitor.state, target.state]).to.deep.equal(['unknown', 'up']);
  });

  it('is unusable without a way', async () => {
    const { monitor, source } = await undecided('ENETUNREACH');
    using target = monitor.target(LAN);
    source.ready();
    expect([monitor.state, target.state]).to.deep.equal(['unknown', 'down']);
  });

  it('is unknown when the monitor fails, for what it knew is old', async () => {
    const { monitor, source } = await FakeWorld.up();
    using target = monitor.target(LAN);
    expect(target.isUsable()).to.equal(true);
    source.fail(new Error('deaf'));
    expect([monitor.snapshot().reason, target.state]).to.deep.equal(['monitor-failed', 'unknown']);
  });
});

describe('a target that is asked for in the event that changes the network', () => {
  it('is not usable any more for who hears of it first', async () => {
    const { monitor, source } = await FakeWorld.up();
    using target = monitor.target(LAN);
    const seen: unknown[] = [];
    monitor.on('state', ({ state }) => void seen.push(state, target.state, target.isUsable()));
    for (const host of HOSTS) source.reroute(host, 'ENETUNREACH');
    expect(seen).to.deep.equal(['down', 'unknown', false]);
  });
});

describe('a target that may be reached by a preferred interface alone', () => {
  it('is usable when that appears', async () => {
    const { monitor, source, prober } = await FakeWorld.isolated({ preferredInterfaces: ['eth0', 'wlan0'] });
    source.emit({ removedLinks: [2] });
    using target = monitor.target(`${LAN}:5432`);
    expect(target.isUsable()).to.equal(false);
    const waiting = target.waitUntilUsable();
    expect(prober.open.size).to.equal(0);
    for (const host of HOSTS) source.ways.set(host, 'ENETUNREACH');
    source.emit({ links: [link(3, 'wlan0')], addresses: [address(3, '10.0.0.3/24')] });
    expect(prober.addresses).to.deep.equal([LAN]);
    prober.endAll();
    await waiting;
    expect(monitor.state).to.equal('down');
  });

  it('is asked for by each that appears, and by no other again, until one goes', async () => {
    const { monitor, source } = await FakeWorld.isolated({ preferredInterfaces: ['eth0', 'wlan0'] });
    using _target = monitor.target(LAN);
    const exits = (): number[] => source.aside.map(({ interfaceIndex }) => interfaceIndex);
    const { lookups } = source;
    expect(exits()).to.deep.equal([2]);
    source.emit({ links: [link(3, 'wlan0')], addresses: [address(3, '10.0.0.3/24')] });
    // One for the target, and one for each of two hosts by each of two interfaces.
    expect([exits(), source.lookups - lookups]).to.deep.equal([[2, 3], 5]);
    source.emit({ removedLinks: [2] });
    expect([exits(), source.lookups - lookups]).to.deep.equal([[3], 7]);
  });
});
