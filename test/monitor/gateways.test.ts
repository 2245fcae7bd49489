import { expect } from 'chai';
import { FakeWorld, HOSTS, settled } from '../support/fake-monitor.ts';

const GATEWAY = { family: 4, address: '10.0.0.1', interfaceIndex: 2 } as const;

/** What the kernel tells of the gateway. */
function tell(world: FakeWorld, failed: boolean): void {
  world.source.emit({ neighbours: [{ ...GATEWAY, failed }] });
}

/** No host answers, in the round that is under way and in the one that confirms it. */
function failRound(world: FakeWorld): void {
  while (world.monitor.state === 'up') world.prober.end(world.prober.addresses[0]!, 'ETIMEDOUT');
}

/** `down`: no host answers. */
async function silent(world: FakeWorld): Promise<void> {
  world.monitor.check().catch(() => {});
  await settled();
  failRound(world);
}

const gatewayStates = ({ monitor }: FakeWorld): unknown[] =>
  monitor.snapshot().hosts.map(({ gatewayState }) => gatewayState);

describe('the gateways of the check hosts', () => {
  it('are watched, each once, from the time that there are ways', async () => {
    const world = await FakeWorld.up();
    await settled();
    expect(world.source.neighbours).to.deep.equal([{ ...GATEWAY, failed: false }]);
  });

  it('are watched for what is news: of one that failed its return', async () => {
    const world = await FakeWorld.up();
    tell(world, true);
    await settled();
    expect(world.source.neighbours).to.deep.equal([{ ...GATEWAY, failed: true }]);
    world.prober.end(HOSTS[0]);
    await settled();
    expect(world.source.neighbours).to.deep.equal([{ ...GATEWAY, failed: false }]);
  });

  it('are others when the ways are', async () => {
    const world = await FakeWorld.up();
    world.source.reroute(HOSTS[0], { gateway: 'fe80::1' });
    await settled();
    expect(world.source.neighbours.map(({ family, address }) => [family, address])).to.deep.equal([
      [6, 'fe80::1'],
      [4, '10.0.0.1'],
    ]);
  });

  it('are none when the hosts are on the link', async () => {
    const world = await FakeWorld.up();
    for (const host of HOSTS) world.source.reroute(host, { gateway: null });
    await settled();
    expect(world.source.neighbours).to.deep.equal([]);
    expect(gatewayStates(world)).to.deep.equal([null, null]);
  });

  it('have hosts probed at once when one fails, and are the reason when none answers', async () => {
    const world = await FakeWorld.up();
    expect(world.prober.addresses).to.deep.equal([]);
    tell(world, true);
    expect(world.prober.addresses).to.deep.equal([...HOSTS]);
    expect([world.monitor.state, gatewayStates(world)]).to.deep.equal(['up', ['failed', 'failed']]);
    failRound(world);
    expect(world.changes.at(-1)).to.include({ state: 'down', reason: 'gateway-dead' });
  });

  it('have hosts probed at once when one is back, and are known to be there', async () => {
    const world = await FakeWorld.up();
    tell(world, true);
    failRound(world);
    world.clock.advance(5_000);
    world.prober.endAll('ETIMEDOUT');
    tell(world, false);
    expect(world.prober.addresses).to.deep.equal([...HOSTS]);
    expect(world.monitor.snapshot()).to.include({ state: 'down', reason: 'unreachable' });
    expect(gatewayStates(world)).to.deep.equal(['reachable', 'reachable']);
  });

  it('are told of in vain once the monitor has stopped', async () => {
    const world = await FakeWorld.up();
    await world.monitor.stop();
    tell(world, true);
    expect(world.monitor.snapshot()).to.include({ state: 'unknown', reason: 'stopped' });
  });
});

describe('the gateway probe', () => {
  const asked = ({ prober }: FakeWorld): number[] =>
    Array.from(prober.open, ({ target }) => (target.address === GATEWAY.address ? target.port : 0)).filter(Boolean);

  it('is not made unless it is wanted', async () => {
    const world = await FakeWorld.up();
    await silent(world);
    expect([world.monitor.state, asked(world)]).to.deep.equal(['down', []]);
  });

  it('asks on three ports when no host answers, and what it learns is in the snapshot', async () => {
    const world = await FakeWorld.up({ gatewayProbe: true });
    await silent(world);
    expect(asked(world)).to.deep.equal([53, 80, 443]);
    const { probes } = world.monitor.snapshot().counters;
    world.prober.end(GATEWAY.address, 'ECONNREFUSED');
    expect(asked(world)).to.deep.equal([]);
    expect(world.monitor.snapshot()).to.include({ state: 'down', reason: 'unreachable' });
    expect(gatewayStates(world)).to.deep.equal(['reachable', 'reachable']);
    expect(world.monitor.snapshot().counters.probes).to.equal(probes);
  });

  for (const error of ['ETIMEDOUT', 'EHOSTUNREACH']) {
    it(`has learnt nothing when all that comes is ${error}`, async () => {
      const world = await FakeWorld.up({ gatewayProbe: true });
      await silent(world);
      for (let port = 0; port < 3; port++) world.prober.end(GATEWAY.address, error);
      expect(gatewayStates(world)).to.deep.equal([null, null]);
      expect(world.monitor.snapshot().reason).to.equal('unreachable');
    });
  }

  it('finds that a gateway is back of which the kernel told the failure', async () => {
    const world = await FakeWorld.up({ gatewayProbe: true });
    tell(world, true);
    failRound(world);
    expect(world.monitor.snapshot().reason).to.equal('gateway-dead');
    world.prober.end(GATEWAY.address);
    expect(world.monitor.snapshot().reason).to.equal('unreachable');
  });

  it('is made again at the late steps of the recovery, and not at the early ones', async () => {
    const world = await FakeWorld.up({ gatewayProbe: true });
    await silent(world);
    world.prober.end(GATEWAY.address, 'ECONNREFUSED');
    world.clock.advance(630);
    expect(asked(world)).to.deep.equal([]);
    world.clock.advance(1_000);
    expect(asked(world)).to.deep.equal([53, 80, 443]);
  });

  it('is given up when a host answers, and when the carrier is lost', async () => {
    for (const end of [
      ({ prober }: FakeWorld): void => prober.end(HOSTS[0]),
      ({ source }: FakeWorld): void => source.relink({ carrier: false }),
    ]) {
      const world = await FakeWorld.up({ gatewayProbe: true });
      await silent(world);
      expect(asked(world)).to.have.length(3);
      end(world);
      expect(asked(world)).to.deep.equal([]);
    }
  });

  it('is not made without a way', async () => {
    const world = await FakeWorld.up({ gatewayProbe: true });
    world.source.relink({ carrier: false });
    expect([world.monitor.state, asked(world)]).to.deep.equal(['down', []]);
  });

  it('is not made by a monitor that is stopped as it goes down', async () => {
    const world = await FakeWorld.up({ gatewayProbe: true });
    world.monitor.on('state', () => void world.monitor.stop());
    await silent(world);
    expect([world.monitor.state, world.prober.closes, asked(world)]).to.deep.equal(['unknown', 1, []]);
  });
});
