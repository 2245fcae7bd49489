import { expect } from 'chai';
import { FakeWorld, HOSTS, settled } from '../support/fake-monitor.ts';

const LIMIT_MS = 300;
const CHECK_INTERVAL_MS = 10_000;
/** Of an answer to a SYN that the kernel has sent again. */
const RETRANSMITTED_MS = 1_003;

function limitMs({ monitor }: FakeWorld): number {
  return monitor.snapshot().hosts[0]!.timeoutMs;
}

/** Down, for the host was silent in a round and in its second try: what it is waited for has doubled. */
async function silent(): Promise<FakeWorld> {
  const world = await FakeWorld.up({ checkHosts: [`${HOSTS[0]}:80`] });
  world.clock.advance(CHECK_INTERVAL_MS);
  world.clock.advance(LIMIT_MS);
  world.prober.endAll('ETIMEDOUT');
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
    expect(world.monitor.snapshot().hosts[0]).to.include({ reachable: true, error: null });
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
