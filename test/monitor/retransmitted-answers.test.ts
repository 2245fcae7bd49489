import { expect } from 'chai';
import { FakeWorld, HOSTS, settled } from '../support/fake-monitor.ts';

const LIMIT_MS = 300;
const CHECK_INTERVAL_MS = 10_000;
/** Of an answer to a SYN that the kernel has sent again. */
const RETRANSMITTED_MS = 1_003;

function limitMs({ monitor }: FakeWorld): number {
  return monitor.snapshot().hosts[0]!.timeoutMs;
}

function up(): Promise<FakeWorld> {
  return FakeWorld.up({ checkHosts: [`${HOSTS[0]}:80`] });
}

/** Nobody answers in a round, nor in its second try. */
function fallSilent({ clock, prober }: FakeWorld, limit: number): void {
  clock.advance(CHECK_INTERVAL_MS);
  clock.advance(limit);
  prober.endAll('ETIMEDOUT');
}

/** Down, for the host was silent: what it is waited for has doubled. */
async function silent(): Promise<FakeWorld> {
  const world = await up();
  fallSilent(world, LIMIT_MS);
  expect([world.monitor.state, limitMs(world)]).to.deep.equal(['down', 2 * LIMIT_MS]);
  return world;
}

/** The oldest connect of the recovery is answered after so long. */
function answer({ prober }: FakeWorld, rttMs: number): void {
  const probe = [...prober.open][0]!;
  prober.open.delete(probe);
  probe.settle({ error: null, rttMs, source: '10.0.0.2' });
}

describe('an outage that ends with an answer to a SYN that was sent again', () => {
  it('is over at once, and one fresh connect measures how long the host takes', async () => {
    const world = await silent();
    answer(world, RETRANSMITTED_MS);
    expect([world.monitor.state, world.prober.addresses, limitMs(world)]).to.deep.equal(['up', [HOSTS[0]], 600]);
    answer(world, 3);
    expect(limitMs(world)).to.equal(LIMIT_MS);
  });

  it('stays over, and keeps its limit, when that connect is not answered', async () => {
    const world = await silent();
    answer(world, RETRANSMITTED_MS);
    world.prober.endAll('ETIMEDOUT');
    expect([world.monitor.state, limitMs(world)]).to.deep.equal(['up', 2 * LIMIT_MS]);
    const host = world.monitor.snapshot().hosts[0]!;
    expect(host).to.include({ reachable: true, error: null });
    expect(host.families[0]).to.include({ reachable: true, error: null });
  });

  it('is measured by one connect also when others of the recovery are under way, which end with it', async () => {
    const world = await silent();
    world.clock.advance(10);
    expect(world.prober.open.size).to.equal(2);
    answer(world, RETRANSMITTED_MS);
    expect(world.prober.open.size).to.equal(1);
    answer(world, 3);
    expect(limitMs(world)).to.equal(LIMIT_MS);
  });

  it('is measured by one connect at a time, though there is an outage meanwhile that ends the same way', async () => {
    const world = await silent();
    answer(world, RETRANSMITTED_MS);
    const [measuring] = world.prober.open;
    world.clock.advance(CHECK_INTERVAL_MS);
    const end = (): void => {
      for (const probe of [...world.prober.open])
        if (probe !== measuring && world.prober.open.delete(probe))
          probe.settle({ error: 'ETIMEDOUT', rttMs: null, source: null });
    };
    world.clock.advance(2 * LIMIT_MS);
    end();
    expect(world.monitor.state).to.equal('down');
    const ofRecovery = [...world.prober.open].find((probe) => probe !== measuring)!;
    world.prober.open.delete(ofRecovery);
    ofRecovery.settle({ error: null, rttMs: RETRANSMITTED_MS, source: '10.0.0.2' });
    expect(world.monitor.state).to.equal('up');
    expect([...world.prober.open]).to.deep.equal([measuring]);
  });

  it('is not measured where no time limit has been doubled: the way was gone', async () => {
    const world = await up();
    world.source.reroute(HOSTS[0], 'ENETUNREACH');
    world.source.reroute(HOSTS[0], {});
    answer(world, RETRANSMITTED_MS);
    expect([world.monitor.state, world.prober.addresses, limitMs(world)]).to.deep.equal(['up', [], LIMIT_MS]);
  });

  it('is measured in no round but that of the recovery: where answers take so long, each would be asked for twice', async () => {
    const world = await silent();
    answer(world, RETRANSMITTED_MS);
    world.prober.endAll('ETIMEDOUT');
    fallSilent(world, 2 * LIMIT_MS);
    answer(world, RETRANSMITTED_MS);
    world.prober.endAll('ETIMEDOUT');
    expect([world.monitor.state, limitMs(world)]).to.deep.equal(['up', 4 * LIMIT_MS]);
    world.clock.advance(CHECK_INTERVAL_MS);
    answer(world, RETRANSMITTED_MS);
    expect([world.monitor.state, world.prober.addresses]).to.deep.equal(['up', []]);
  });

  it('keeps its limit where all answers take that long', async () => {
    const world = await silent();
    answer(world, RETRANSMITTED_MS);
    answer(world, RETRANSMITTED_MS);
    expect([world.prober.addresses, limitMs(world)]).to.deep.equal([[], 2 * LIMIT_MS]);
  });

  it('leaves a connect that no later round ends, and a stop does', async () => {
    const world = await silent();
    answer(world, RETRANSMITTED_MS);
    const [measuring] = world.prober.open;
    const checked = world.monitor.check();
    await settled();
    const ofRound = [...world.prober.open].find((probe) => probe !== measuring)!;
    world.prober.open.delete(ofRound);
    ofRound.settle({ error: null, rttMs: 3, source: '10.0.0.2' });
    await checked;
    expect([...world.prober.open]).to.deep.equal([measuring]);
    await world.monitor.stop();
    expect(world.prober.open.size).to.equal(0);
  });

  it('is measured by its own connects where one of them is answered in time', async () => {
    const world = await silent();
    answer(world, 3);
    expect([world.prober.addresses, limitMs(world)]).to.deep.equal([[], LIMIT_MS]);
  });

  it('is forgotten with the way that it was measured on', async () => {
    const world = await silent();
    answer(world, RETRANSMITTED_MS);
    const [measuring] = world.prober.open;
    world.source.reroute(HOSTS[0], { gateway: '10.0.0.9' });
    expect(world.prober.open.has(measuring!)).to.equal(false);
  });
});
