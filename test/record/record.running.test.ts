import { statSync } from 'node:fs';
import { expect } from 'chai';
import type { Header } from '../../lib/record/format.ts';
import { LAUNCHES_PER_SECOND } from '../../lib/probe/launch-budget.ts';
import type { Recording } from '../../lib/record/recording.ts';
import { FakeWorld, HOSTS, settled } from '../support/fake-monitor.ts';
import { address, link } from '../support/records.ts';
import { Scratch } from '../support/scratch.ts';
import { linesOf, replayedStates, typesOf } from '../support/recorded.ts';

describe('monitor.record() while the monitor runs', () => {
  let scratch: Scratch;
  let file: string;

  beforeEach(() => {
    scratch = new Scratch();
    file = scratch.path('recording');
  });

  afterEach(() => scratch[Symbol.dispose]());

  it('begins with where it stands, and starts afresh what is under way', async () => {
    const world = await FakeWorld.up();
    void world.monitor.check();
    await settled();
    const before = [...world.prober.open];
    expect(before).to.have.length(2);
    await world.monitor.record(file);
    expect([...world.prober.open])
      .to.have.length(2)
      .and.not.include.members(before);
    world.prober.endAll('ETIMEDOUT');
    world.prober.endAll('ETIMEDOUT');
    await world.monitor.stop();
    expect((linesOf(file)[0] as Header).checkpoint?.session).to.include({ state: 'up' });
    expect(world.states).to.deep.equal(['down', 'unknown']);
    expect(await replayedStates(file)).to.deep.equal(world.states);
  });

  it('knows by which interface there last was a way, which explains why there is none', async () => {
    const other = { ...address(3, '10.0.1.2/24') };
    const world = new FakeWorld();
    Object.assign(world.source, { links: [link(2, 'eth0'), link(3, 'eth1')] });
    world.source.addresses.push(other);
    world.source.ways.set(HOSTS[1], { interfaceIndex: 3 });
    const started = world.monitor.start();
    world.source.ready();
    world.prober.endAll();
    await started;
    world.source.links.shift();
    world.source.reroute(HOSTS[0], 'ENETUNREACH', { removedLinks: [2] });
    await world.monitor.record(file);
    const { length } = world.changes;
    world.source.relink({ carrier: false });
    await world.monitor.stop();
    expect(world.changes[length]).to.include({ state: 'down', reason: 'no-interface' });
    expect(await replayedStates(file)).to.deep.equal(['down', 'unknown']);
  });

  it('leaves timers what is left of them', async () => {
    const world = await FakeWorld.up({ checkInterval: '10s' });
    world.clock.advance(4_000);
    await world.monitor.record(file);
    expect(world.clock.pending.map(({ delayMs }) => delayMs)).to.deep.equal([6_000]);
    world.clock.advance(6_000);
    world.prober.endAll();
    await world.monitor.stop();
    expect(await replayedStates(file)).to.deep.equal(['unknown']);
  });

  it('in the midst of a recovery replays how it ends', async () => {
    const world = await FakeWorld.up();
    world.clock.advance(10_000);
    world.prober.endAll('ETIMEDOUT');
    world.prober.endAll('ETIMEDOUT');
    world.clock.advance(50);
    await world.monitor.record(file);
    world.prober.end(HOSTS[1]);
    expect(world.monitor.state).to.equal('up');
    const last = [...world.prober.open].at(-1)!;
    world.prober.open.delete(last);
    last.settle({ error: null, rttMs: 3, source: '10.0.0.2' });
    await world.monitor.stop();
    expect(await replayedStates(file)).to.deep.equal(['up', 'unknown']);
  });

  it('forgets how often a host was tried of late, which a replay does not know', async () => {
    const world = await FakeWorld.isolated();
    for (let restart = 0; restart <= LAUNCHES_PER_SECOND; restart++)
      for (const host of HOSTS) world.source.reroute(host, { gateway: `10.0.0.${100 + restart}` });
    expect(world.prober.open.size).to.equal(0);
    await world.monitor.record(file);
    expect(world.prober.open.size).to.equal(2);
    world.clock.advance(100);
    world.prober.endAll();
    await world.monitor.stop();
    expect(await replayedStates(file)).to.deep.equal(['up', 'unknown']);
  });

  it('waits for the first view', async () => {
    const world = new FakeWorld();
    const started = world.monitor.start();
    const recording = world.monitor.record(file);
    await settled();
    world.source.ready();
    await recording;
    world.prober.endAll();
    await started;
    await world.monitor.stop();
    expect(await replayedStates(file)).to.deep.equal(['up', 'unknown']);
  });

  it('asks again for names whose lookup was under way', async () => {
    const world = new FakeWorld({ checkHosts: ['name.example:53'] });
    const started = world.monitor.start();
    world.source.ready();
    await world.monitor.record(file);
    expect(world.resolver.asked).to.have.length(2);
    // The first answer is nobody's any more.
    await world.resolver.answer({ family: 4, address: '192.0.2.9' });
    expect(world.prober.addresses).to.deep.equal([]);
    await world.resolver.answer({ family: 4, address: HOSTS[0] });
    world.prober.endAll();
    await started;
    await world.monitor.stop();
    expect(await replayedStates(file)).to.deep.equal(['up', 'unknown']);
  });

  it('of two, each tells the whole, also of the start of the other', async () => {
    const world = await FakeWorld.up();
    const other = scratch.path('other');
    await world.monitor.record(file);
    void world.monitor.check();
    await settled();
    const second = await world.monitor.record(other);
    world.prober.endAll();
    world.cut();
    await second.stop();
    world.mend();
    world.prober.endAll();
    await world.monitor.stop();
    expect(await replayedStates(file)).to.deep.equal(['down', 'up', 'unknown']);
    expect(await replayedStates(other)).to.deep.equal(['down']);
    expect(typesOf(file).filter((type) => type === 'relaunch')).to.have.length(2);
  });

  it('leaves the monitor to itself when the last has ended', async () => {
    const world = await FakeWorld.up();
    await using recording: Recording = await world.monitor.record(file);
    expect(world.source.tapped).to.equal(true);
    await recording.stop();
    await recording.stop();
    expect(world.source.tapped).to.equal(false);
    const { size } = statSync(file);
    world.cut();
    await settled();
    expect(statSync(file).size).to.equal(size);
    expect(typesOf(file).at(-1)).to.equal('end');
  });
});
