import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect } from 'chai';
import type { SourceBatch } from '../../lib/sources/contract.ts';
import { FakeWorld, HOSTS } from '../support/fake-monitor.ts';
import type { FakeSource } from '../support/fake-source.ts';
import { address, link } from '../support/records.ts';

const LINK_ONLY = { checkHosts: [] };
const DOWN = { up: false, carrier: false, operState: 'down' } as const;

/** What the source was last told to attend to. */
function attended({ source }: FakeWorld): readonly number[] | null {
  return source.attended;
}

describe('the interfaces that are waited for', () => {
  it('are all until there is a decision', async () => {
    const world = new FakeWorld();
    void world.monitor.start();
    await nextTurn();
    expect(attended(world)).to.equal(null);
  });

  it('are those by which the check hosts are reached', async () => {
    const world = await FakeWorld.up();
    await nextTurn();
    expect(attended(world)).to.deep.equal([2]);
    world.source.reroute(HOSTS[0], { interfaceIndex: 3 });
    await nextTurn();
    expect(attended(world)).to.deep.equal([3, 2]);
  });

  it('are none where no host has a way: then the answers say when there is one', async () => {
    const world = await FakeWorld.down();
    await nextTurn();
    expect(attended(world)).to.deep.equal([]);
  });

  it('are all while the name of a host has no address: any interface may lead to one', async () => {
    const world = new FakeWorld({ checkHosts: ['check.example:80', `${HOSTS[0]}:80`] });
    void world.monitor.start();
    world.source.ready();
    await nextTurn();
    expect(attended(world)).to.equal(null);
  });

  it('are all where some are preferred: the others are not heard of anyway', async () => {
    const world = await FakeWorld.up({ preferredInterfaces: ['eth0'] });
    await nextTurn();
    expect(attended(world)).to.equal(null);
  });

  it('are the one that can be used, in link-only mode, and all when none can', async () => {
    const world = await FakeWorld.up(LINK_ONLY);
    await nextTurn();
    expect(attended(world)).to.deep.equal([2]);
    world.cut();
    await nextTurn();
    expect(attended(world)).to.equal(null);
  });

  for (const name of ['link', 'address', 'route'] as const) {
    it(`are all from the moment at which somebody listens to '${name}', and no longer`, async () => {
      const world = await FakeWorld.up();
      await nextTurn();
      const listener = (): void => {};
      world.monitor.on(name, listener);
      expect(attended(world)).to.equal(null);
      world.source.relink({ mtu: 9000 });
      await nextTurn();
      expect(attended(world)).to.equal(null);
      world.monitor.off(name, listener);
      world.source.relink({ mtu: 1500 });
      await nextTurn();
      expect(attended(world)).to.deep.equal([2]);
    });
  }

  it('stay the few when somebody listens to the state, or to the ways', async () => {
    const world = await FakeWorld.up();
    await nextTurn();
    for (const name of ['state', 'path', 'check', 'resync'] as const) world.monitor.on(name, () => {});
    expect(attended(world)).to.deep.equal([2]);
  });

  it('are all for a listener that comes after removeAllListeners()', async () => {
    const world = await FakeWorld.up();
    await nextTurn();
    world.monitor.removeAllListeners();
    world.monitor.once('link', () => {});
    expect(attended(world)).to.equal(null);
  });
});

describe('what a source has kept', () => {
  /** Kept until it is asked for. */
  function keep({ source }: FakeWorld, batch: SourceBatch): void {
    source.kept.push(batch);
  }

  it('is in the snapshot', async () => {
    const world = await FakeWorld.up();
    keep(world, { links: [link(7, 'veth7')] });
    expect(world.monitor.snapshot().interfaces.map(({ name }) => name)).to.include('veth7');
  });

  it('comes first when the last usable interface is lost in link-only mode, for another may have become so', async () => {
    const world = await FakeWorld.up(LINK_ONLY);
    await nextTurn();
    keep(world, { links: [link(3, 'eth1')], addresses: [address(3, '10.0.1.2/24')] });
    world.source.relink(DOWN);
    expect(world.states).to.deep.equal([]);
    expect(world.monitor.state).to.equal('up');
  });

  it('comes first when the last way is lost and some host had none, for it may say why', async () => {
    const world = new FakeWorld();
    world.source.links = [link(2, 'eth0'), link(3, 'eth1', DOWN)];
    world.source.ways.set(HOSTS[0], 'ENETUNREACH');
    void world.monitor.start();
    world.source.ready();
    world.prober.endAll();
    await nextTurn();
    keep(world, { links: [link(3, 'eth1')], addresses: [address(3, '10.0.1.2/24')] });
    const reasons: string[] = [];
    world.monitor.once('state', ({ reason }) => reasons.push(reason));
    world.source.relink(DOWN);
    expect(reasons).to.deep.equal(['no-route']);
  });

  it('is left where it is while it can make no difference: an outage is not to wait for it', async () => {
    const world = await FakeWorld.up();
    await nextTurn();
    keep(world, { links: [link(7, 'veth7')] });
    let left = -1;
    world.monitor.once('state', () => (left = world.source.kept.length));
    world.cut();
    expect(left).to.equal(1);
  });
});

describe('a source that has nothing to keep', () => {
  it('is asked for nothing', async () => {
    const world = new FakeWorld();
    const source: Partial<Pick<FakeSource, 'attend' | 'flush'>> = world.source;
    source.attend = undefined as never;
    source.flush = undefined as never;
    const started = world.monitor.start();
    world.source.ready();
    world.prober.endAll();
    await started;
    await nextTurn();
    expect(world.monitor.snapshot().state).to.equal('up');
  });
});
