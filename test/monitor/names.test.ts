import { expect } from 'chai';
import { FakeWorld } from '../support/fake-monitor.ts';

const IPV4 = { family: 4, address: '192.0.2.7' } as const;

/** A monitor that has started with the name `db.example` as its host, unresolved. */
function named(): FakeWorld {
  const world = new FakeWorld({ checkHosts: ['db.example:80'] });
  void world.monitor.start();
  world.source.ready();
  return world;
}

/** The same, found and probed as often as it takes to be looked up again: that is under way. */
async function beforeItsSecondLookup(): Promise<FakeWorld> {
  const world = named();
  await world.resolver.answer(IPV4);
  world.prober.endAll();
  for (let round = 1; round < 12; round++) {
    world.clock.advance(10_000);
    world.prober.endAll();
  }
  return world;
}

describe('a name that has been found', () => {
  it('is looked up again beside every twelfth probe, and keeps its addresses when that fails', async () => {
    const { clock, monitor, prober, resolver } = await beforeItsSecondLookup();
    expect(resolver.asked).to.have.length(2);
    const foundAt = monitor.snapshot().hosts[0]!.lookup!.foundAt;
    await resolver.fail('ETIMEOUT');
    expect(monitor.state).to.equal('up');
    expect(monitor.snapshot().hosts[0]!.lookup).to.deep.equal({ error: 'ETIMEOUT', foundAt });
    clock.advance(10_000);
    expect(prober.addresses).to.deep.equal([IPV4.address]);
  });

  it('is probed at its new address from the next time on', async () => {
    const { clock, monitor, prober, resolver } = await beforeItsSecondLookup();
    await resolver.answer({ family: 4, address: '192.0.2.8' });
    clock.advance(10_000);
    expect(prober.addresses).to.deep.equal(['192.0.2.8']);
    expect(monitor.state).to.equal('up');
  });

  it('keeps the addresses that it had before the outage, and is looked up again when that goes on', async () => {
    const { clock, prober, resolver } = named();
    await resolver.answer(IPV4);
    prober.endAll();
    clock.advance(10_000);
    prober.endAll('EHOSTUNREACH');
    prober.endAll('EHOSTUNREACH');
    expect(resolver.asked).to.have.length(1);
    clock.advance(30_000);
    expect(resolver.asked).to.have.length(2);
    expect(new Set(prober.addresses)).to.deep.equal(new Set([IPV4.address]));
  });
});

describe('a name that has no way by any address that it was found at', () => {
  const IPV6 = { family: 6, address: '2001:db8::7' } as const;

  /** The network has been changed for one of IPv6 alone. */
  async function lost(): Promise<FakeWorld> {
    const world = named();
    await world.resolver.answer(IPV4);
    world.prober.endAll();
    expect(world.monitor.state).to.equal('up');
    world.source.ways.set(IPV4.address, 'ENETUNREACH');
    world.source.reroute(IPV4.address, 'ENETUNREACH');
    expect(world.monitor.state).to.equal('down');
    return world;
  }

  it('is looked up again at once, and probed at the address that another network knows it by', async () => {
    const { monitor, prober, resolver } = await lost();
    expect(resolver.asked).to.have.length(2);
    await resolver.answer(IPV6);
    expect(prober.addresses).to.deep.equal([IPV6.address]);
    prober.endAll();
    expect(monitor.state).to.equal('up');
  });

  it('is looked up again after 1 s, 2 s, 4 s … and 30 s at most, for as long as it is lost', async () => {
    const { clock, resolver } = await lost();
    for (const [seconds, lookups] of [
      [1, 3],
      [2, 4],
      [4, 5],
      [8, 6],
      [16, 7],
      [30, 8],
      [30, 9],
    ] as const) {
      await resolver.fail('ECONNREFUSED');
      clock.advance(seconds * 1_000 - 1);
      expect(resolver.asked).to.have.length(lookups - 1);
      clock.advance(1);
      expect(resolver.asked).to.have.length(lookups);
    }
    await resolver.answer(IPV6);
    const asked = resolver.asked.length;
    clock.advance(60_000);
    expect(resolver.asked.length - asked).to.be.lessThan(2);
  });

  it('is not looked up while there is no interface to leave by, and leaves no timer behind', async () => {
    const { clock, monitor, resolver, source } = await lost();
    await resolver.fail('ECONNREFUSED');
    source.relink({ carrier: false });
    clock.advance(60_000);
    expect(resolver.asked).to.have.length(2);
    source.relink({ carrier: true });
    expect(resolver.asked).to.have.length(3);
    await monitor.stop();
    expect(clock.pending).to.deep.equal([]);
  });

  for (const [reason, end] of [
    ['stopped', ({ monitor }: FakeWorld) => void monitor.stop()],
    ['monitor-failed', ({ source }: FakeWorld) => source.fail(new Error('recvmsg'))],
  ] as const) {
    it(`is not looked up any more once it is ${reason} by a listener of that news, and leaves no timer behind`, async () => {
      const world = named();
      const { clock, monitor, prober, resolver, source } = world;
      await resolver.answer(IPV4);
      prober.endAll();
      monitor.on('state', ({ state }) => void (state === 'down' && end(world)));
      source.ways.set(IPV4.address, 'ENETUNREACH');
      source.reroute(IPV4.address, 'ENETUNREACH');
      expect(monitor.snapshot().reason).to.equal(reason);
      expect(resolver.asked).to.have.length(1);
      expect(clock.pending).to.deep.equal([]);
    });
  }

  it('is not looked up any more once the monitor has failed, and leaves no timer behind', async () => {
    const { clock, monitor, resolver, source } = await lost();
    const asked = resolver.asked.length;
    source.fail(new Error('recvmsg'));
    expect(monitor.snapshot().reason).to.equal('monitor-failed');
    clock.advance(60_000);
    expect(resolver.asked).to.have.length(asked);
    expect(clock.pending).to.deep.equal([]);
  });
});
