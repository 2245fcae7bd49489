import { expect } from 'chai';
import { FakeWorld } from '../support/fake-monitor.ts';
import { address, link } from '../support/records.ts';

const IPV4 = { family: 4, address: '192.0.2.7' } as const;
const IPV6 = { family: 6, address: '2001:db8::7' } as const;

/** A monitor that has started with the name `db.example` as its host, unresolved. */
function named(): FakeWorld {
  const world = new FakeWorld({ checkHosts: ['db.example:80'] });
  void world.monitor.start();
  world.source.ready();
  return world;
}

describe('a check host with a name', () => {
  it('is resolved before it is probed', async () => {
    const { prober, resolver, source } = named();
    expect(resolver.asked).to.deep.equal(['db.example']);
    expect([source.queries.length, prober.asked.length]).to.deep.equal([0, 0]);
    await resolver.answer(IPV4);
    expect(source.queries.map((query) => query.address)).to.deep.equal([IPV4.address]);
    expect(prober.addresses).to.deep.equal([IPV4.address]);
  });

  it('is up when one of its addresses answers, and all of them are raced', async () => {
    const { monitor, prober, resolver, states } = named();
    await resolver.answer(IPV4, IPV6);
    expect(prober.addresses).to.deep.equal([IPV4.address, IPV6.address]);
    prober.end(IPV6.address);
    expect(states).to.deep.equal(['up']);
    expect(monitor.snapshot().hosts[0]).to.include({ host: 'db.example', port: 80, reachable: true });
  });

  it('shows each family apart: the other one is waited for when one has answered', async () => {
    const { monitor, prober, resolver } = named();
    await resolver.answer(IPV4, IPV6);
    prober.end(IPV6.address);
    expect(prober.addresses).to.deep.equal([IPV4.address]);
    prober.end(IPV4.address, 'ETIMEDOUT');
    expect(monitor.state).to.equal('up');
    expect(monitor.snapshot().hosts[0]!.families).to.deep.equal([
      { ...IPV4, reachable: false, rttMs: null, smoothedRttMs: null, error: 'ETIMEDOUT' },
      { ...IPV6, reachable: true, rttMs: 1.5, smoothedRttMs: 1.5, error: null },
    ]);
  });

  it('shows the family that the name has no address of, and the one that has no way', async () => {
    const { monitor, prober, resolver, source } = named();
    await resolver.answer(IPV4);
    prober.endAll();
    expect(monitor.snapshot().hosts[0]!.families[1]).to.include({ family: 6, address: null, error: 'ENODATA' });
    const world = named();
    await world.resolver.answer(IPV4, IPV6);
    world.prober.endAll();
    world.source.reroute(IPV6.address, 'ENETUNREACH');
    world.prober.endAll();
    expect(world.monitor.state).to.equal('up');
    expect(world.monitor.snapshot().hosts[0]!.families[1]).to.include({ reachable: false, error: 'ENETUNREACH' });
    expect(source.queries).to.have.length(1);
  });

  it('keeps to the addresses that have a way', async () => {
    const { prober, resolver, source } = named();
    source.ways.set(IPV6.address, 'ENETUNREACH');
    await resolver.answer(IPV4, IPV6);
    expect(prober.addresses).to.deep.equal([IPV4.address]);
  });

  it('is down with the code of the resolver while it has no address', async () => {
    const { monitor, resolver } = named();
    await resolver.fail('ENOTFOUND');
    expect(monitor.snapshot()).to.include({ state: 'down', reason: 'unreachable' });
    expect(monitor.snapshot().hosts[0]).to.include({ reachable: false, error: 'ENOTFOUND' });
  });

  it('is asked for again in the recovery, one question at a time, until it is found', async () => {
    const { monitor, resolver, clock, prober } = named();
    await resolver.fail('ETIMEOUT');
    clock.advance(640);
    expect(resolver.asked).to.have.length(2);
    await resolver.fail('ETIMEOUT');
    clock.advance(10_000);
    expect(resolver.asked).to.have.length(3);
    await resolver.answer(IPV4);
    prober.endAll();
    expect(monitor.state).to.equal('up');
  });

  it('is not resolved while no interface could carry the question', async () => {
    const world = new FakeWorld({ checkHosts: ['db.example:80'] });
    world.source.links = [link(2, 'eth0', { carrier: false })];
    const started = world.monitor.start();
    world.source.ready();
    await started;
    expect(world.monitor.snapshot()).to.include({ state: 'down', reason: 'no-carrier' });
    expect(world.resolver.asked).to.deep.equal([]);
  });

  it('is resolved no more once its monitor has stopped', async () => {
    const { monitor, prober, resolver, source } = named();
    void monitor.start().catch(() => {});
    await monitor.stop();
    expect(resolver.cancelled).to.equal(1);
    await resolver.answer(IPV4);
    expect([source.queries.length, prober.asked.length]).to.deep.equal([0, 0]);
  });
});

describe('a check host without a port', () => {
  it('is probed on 53 and 443 at once, and shows the one that answered', async () => {
    const world = new FakeWorld({ checkHosts: ['192.0.2.1'] });
    void world.monitor.start();
    world.source.ready();
    expect(Array.from(world.prober.open, ({ target }) => target.port)).to.deep.equal([53, 443]);
    world.prober.end('192.0.2.1', 'EHOSTUNREACH');
    world.prober.end('192.0.2.1');
    expect(world.monitor.snapshot().hosts[0]).to.include({ port: 443, reachable: true });
  });
});

describe('with preferred interfaces', () => {
  /** eth0 and eth1 are there and preferred, in that order, and the host answers. */
  async function preferring(...names: string[]): Promise<FakeWorld> {
    const world = new FakeWorld({ checkHosts: ['192.0.2.1:80'], preferredInterfaces: names });
    world.source.links = [link(2, 'eth0'), link(3, 'eth1')];
    world.source.addresses = [address(2, '10.0.0.2/24'), address(3, '10.0.1.2/24')];
    const started = world.monitor.start();
    world.source.ready();
    if (world.prober.open.size > 0) world.prober.endAll();
    await started;
    return world;
  }

  it('the way is asked for, and the host probed, through each of them', async () => {
    const { source, prober, clock } = await preferring('eth1', 'eth0');
    expect(source.queries.map(({ interfaceIndex }) => interfaceIndex)).to.deep.equal([3, 2]);
    clock.advance(10_000);
    expect(Array.from(prober.open, ({ target }) => target.interface)).to.deep.equal(['eth1', 'eth0']);
  });

  it('says whether the probe was bound to it', async () => {
    const { monitor, prober, clock } = await preferring('eth0');
    expect(monitor.snapshot().hosts[0]).to.include({ bound: true });
    clock.advance(10_000);
    const [probe] = prober.open;
    probe!.settle({ error: null, rttMs: 1.5, source: '10.0.0.2', unbound: true });
    expect(monitor.snapshot().hosts[0]).to.include({ reachable: true, bound: false });
  });

  it('one that is not there is no interface', async () => {
    const { monitor, source } = await preferring('eth7');
    expect(monitor.snapshot()).to.include({ state: 'down', reason: 'no-interface' });
    expect(source.queries).to.deep.equal([]);
  });

  it('one that appears is asked about, under the index that it has then', async () => {
    const { monitor, source, prober } = await preferring('eth7');
    source.emit({ links: [link(9, 'eth7')], addresses: [address(9, '10.0.9.2/24')] });
    expect(source.queries.map(({ interfaceIndex }) => interfaceIndex)).to.deep.equal([9]);
    prober.endAll();
    expect(monitor.state).to.equal('up');
  });

  it('one that disappears takes the state down when it was the last', async () => {
    const { monitor, source } = await preferring('eth1');
    source.emit({ removedLinks: [3] });
    expect(monitor.snapshot()).to.include({ state: 'down', reason: 'no-interface' });
  });

  it('one that disappears counts no more, although the others stay as they were', async () => {
    const { monitor, source } = await preferring('eth0', 'eth1');
    source.emit({ links: [link(2, 'eth0', { carrier: false })] });
    expect(monitor.state).to.equal('up');
    source.emit({ removedLinks: [3] });
    expect(monitor.snapshot()).to.include({ state: 'down', reason: 'no-carrier' });
  });
});
