import { expect } from 'chai';
import { FakeWorld, HOSTS, settled } from '../support/fake-monitor.ts';
import { address, link } from '../support/records.ts';

const IPV4 = { family: 4, address: '192.0.2.7' } as const;
const IPV6 = { family: 6, address: '2001:db8::7' } as const;

/** Longer than the answers of the fake network take; shorter than a second. */
const LIMIT_MS = 300;

/** Up, with both families of `db.example` known to answer. */
async function dualStack(): Promise<FakeWorld> {
  const world = new FakeWorld({ checkHosts: ['db.example:80'] });
  world.source.links = [link(2, 'eth0'), link(3, 'eth1')];
  world.source.addresses = [address(2, '10.0.0.2/24'), address(3, '2001:db8:1::2/64')];
  world.source.ways.set(IPV6.address, { interfaceIndex: 3, source: '2001:db8:1::2', gateway: null });
  void world.monitor.start();
  world.source.ready();
  await world.resolver.answer(IPV4, IPV6);
  return world;
}

describe('a connect that is in doubt', () => {
  it('ends with its round, and takes nothing from the next', async () => {
    const { clock, monitor, prober } = await FakeWorld.up();
    clock.advance(10_000);
    prober.end(HOSTS[0]);
    clock.advance(LIMIT_MS);
    const [first, second] = prober.open;
    prober.open.delete(second!);
    second!.settle({ error: 'EHOSTUNREACH', rttMs: null, source: null });
    expect(monitor.state).to.equal('degraded');
    expect(prober.open.has(first!)).to.equal(false);
    const checked = monitor.check();
    await settled();
    prober.endAll();
    expect(await checked).to.include({ state: 'up', reachable: 2 });
    expect(clock.pending.length).to.be.greaterThan(0);
  });

  it('does not count for the way that has taken the place of its own', async () => {
    const { clock, prober, source } = await FakeWorld.up();
    clock.advance(10_000);
    clock.advance(LIMIT_MS - 1);
    const old = [...prober.open];
    clock.advance(1);
    source.reroute(HOSTS[0], { gateway: '10.0.0.9' });
    expect(old.filter((probe) => probe.target.address === HOSTS[0] && prober.open.has(probe))).to.deep.equal([]);
    expect(prober.addresses.filter((each) => each === HOSTS[0])).to.have.length(1);
  });
});

describe('the other family of a host that has answered', () => {
  it('is given up when its way is lost, for nothing may be sent without carrier', async () => {
    const { prober, source } = await dualStack();
    prober.end(IPV4.address);
    const [other] = prober.open;
    expect(other!.target.address).to.equal(IPV6.address);
    source.emit({ links: [link(3, 'eth1', { carrier: false, operState: 'down' })] });
    expect(prober.open.has(other!)).to.equal(false);
  });

  it('is not waited for when it has never answered: an outage of the one that has is found as fast', async () => {
    const { clock, monitor, prober } = await dualStack();
    prober.end(IPV4.address);
    prober.end(IPV6.address, 'ETIMEDOUT');
    clock.advance(10_000);
    clock.advance(LIMIT_MS);
    expect(prober.addresses.filter((each) => each === IPV4.address)).to.have.length(2);
    prober.end(IPV4.address, 'ETIMEDOUT');
    prober.end(IPV4.address, 'ETIMEDOUT');
    expect(monitor.state).to.equal('down');
  });

  it('goes on when others are cancelled, and nothing is left of it after the stop', async () => {
    const { clock, monitor, prober } = await dualStack();
    prober.end(IPV4.address);
    expect(prober.addresses).to.deep.equal([IPV6.address]);
    await monitor.stop();
    expect([prober.open.size, clock.pending]).to.deep.equal([0, []]);
  });
});

describe('a name of which a later answer lacks a family', () => {
  it('keeps what was found before', async () => {
    const { clock, monitor, prober, resolver } = await dualStack();
    prober.endAll();
    for (let round = 1; round < 12; round++) {
      clock.advance(10_000);
      prober.endAll();
    }
    await resolver.answer(IPV6);
    clock.advance(10_000);
    expect(prober.addresses).to.deep.equal([IPV4.address, IPV6.address]);
    expect(monitor.state).to.equal('up');
  });
});
