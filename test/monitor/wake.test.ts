import { expect } from 'chai';
import { FakeWorld, HOSTS } from '../support/fake-monitor.ts';
import { linesOf, replayedStates } from '../support/recorded.ts';
import { Scratch } from '../support/scratch.ts';

describe('a monitor of a machine that slept', () => {
  it('tells how long, and verifies at once', async () => {
    const { monitor, sleep, prober } = await FakeWorld.up();
    const told: object[] = [];
    monitor.on('wake', (event) => told.push(event));
    sleep.sleep(3_600_000);
    expect(told).to.deep.equal([{ sleptMs: 3_600_000 }]);
    expect(prober.addresses).to.deep.equal(HOSTS);
  });

  it('forgets the round-trip times of before', async () => {
    const { monitor, sleep } = await FakeWorld.up();
    const estimate = (): unknown => monitor.snapshot().hosts[0]?.families[0]?.smoothedRttMs;
    expect(estimate()).to.be.a('number');
    sleep.sleep(60_000);
    expect(estimate()).to.equal(null);
  });

  it('neither tells nor probes when the clock was only set', async () => {
    const { monitor, sleep, prober, clock } = await FakeWorld.up();
    monitor.on('wake', () => expect.fail('nobody slept'));
    clock.setWall(3_600_000);
    sleep.jump();
    expect(prober.open.size).to.equal(0);
  });

  it('notices when its timer fires where the system does not tell, and has one round of both', async () => {
    const { monitor, sleep, prober, clock } = await FakeWorld.up();
    const told: object[] = [];
    monitor.on('wake', (event) => told.push(event));
    sleep.doze(500);
    clock.advance(10_000);
    expect(told).to.deep.equal([{ sleptMs: 500 }]);
    expect(prober.addresses).to.deep.equal(HOSTS);
    expect(prober.asked).to.have.length(4);
  });

  it('goes down when the network was lost in the sleep, without waiting for its timer', async () => {
    const { monitor, sleep, prober } = await FakeWorld.up();
    sleep.sleep(60_000);
    prober.endAll('ETIMEDOUT');
    prober.endAll('ETIMEDOUT');
    expect(monitor.state).to.equal('down');
  });

  it('watches no more once it has stopped, also by a listener of the wake', async () => {
    const { monitor, sleep, prober } = await FakeWorld.up();
    monitor.on('wake', () => void monitor.stop());
    sleep.sleep(1_000);
    expect([sleep.watching.size, prober.open.size]).to.deep.equal([0, 0]);
  });

  it('is replayed from a recording', async () => {
    using scratch = new Scratch();
    const file = scratch.path('recording');
    const world = new FakeWorld();
    await world.monitor.record(file);
    const started = world.monitor.start();
    await world.started();
    world.source.ready();
    world.prober.endAll();
    await started;
    world.sleep.doze(700);
    world.clock.advance(10_000);
    world.prober.endAll('ETIMEDOUT');
    world.prober.endAll('ETIMEDOUT');
    world.sleep.sleep(800);
    world.prober.endAll();
    await world.monitor.stop();
    const slept = linesOf(file).flatMap((line) => (line.type === 'wake' ? [line.sleptMs] : []));
    expect(slept).to.deep.equal([700, 800]);
    expect(await replayedStates(file)).to.deep.equal(world.states);
    expect(world.states).to.deep.equal(['up', 'down', 'up', 'unknown']);
  });
});
