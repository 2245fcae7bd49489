import { expect } from 'chai';
import type { SourceBatch } from '../../lib/sources/contract.ts';
import type { StateCause } from '../../lib/state/network-state.ts';
import { uncaughtExceptions } from '../support/uncaught.ts';
import { FakeWorld, HOSTS } from '../support/fake-monitor.ts';
import { address, link } from '../support/records.ts';

describe('snapshot()', () => {
  it('is frozen to the bottom', async () => {
    const { monitor } = await FakeWorld.up();
    const look = (value: unknown, name: string): void => {
      // The language cannot freeze what is in a Date.
      if (value === null || typeof value !== 'object' || value instanceof Date) return;
      expect(value, name).to.be.frozen;
      for (const [key, inner] of Object.entries(value)) look(inner, `${name}.${key}`);
    };
    look(monitor.snapshot(), 'snapshot');
  });

  it('shows the interfaces and their addresses', async () => {
    const { monitor } = await FakeWorld.up();
    expect(monitor.snapshot().interfaces).to.deep.equal([
      {
        name: 'eth0',
        index: 2,
        kind: 'ether',
        up: true,
        carrier: true,
        operState: 'up',
        mtu: 1500,
        mac: '02:00:00:00:00:01',
        addresses: [
          { address: '10.0.0.2', prefixLength: 24, family: 4, scope: 'global', tentative: false, deprecated: false },
        ],
      },
    ]);
  });

  it('makes anew only what has changed of them: there may be a thousand', async () => {
    const { monitor, source } = await FakeWorld.up();
    source.emit({ links: [link(3, 'eth1'), link(4, 'eth2')] });
    const [eth0, eth1, eth2] = monitor.snapshot().interfaces;
    expect(monitor.snapshot().interfaces).to.equal(monitor.snapshot().interfaces);
    source.emit({ links: [link(3, 'eth1', { mtu: 9000 })], addresses: [address(4, '10.0.2.2/24')] });
    const after = monitor.snapshot().interfaces;
    expect(after[0]).to.equal(eth0);
    expect([after[1], after[2]]).to.deep.equal([
      { ...eth1, mtu: 9000 },
      { ...eth2, addresses: after[2]!.addresses },
    ]);
    source.emit({ removedLinks: [3] });
    expect(monitor.snapshot().interfaces).to.deep.equal([eth0, after[2]]);
  });

  it('shows how each host answered last, and over which way', async () => {
    const { monitor, clock, prober } = await FakeWorld.up();
    clock.advance(10_000);
    prober.end(HOSTS[0]);
    prober.end(HOSTS[1], 'EHOSTUNREACH');
    const gateway = { gateway: '10.0.0.1', gatewayState: 'reachable' };
    const way = { port: 80, interface: 'eth0', source: '10.0.0.2', ...gateway, checkedAt: clock.wallNow() };
    const lasts = [
      { reachable: true, rttMs: 1.5, error: null },
      { reachable: false, rttMs: null, error: 'EHOSTUNREACH' },
    ];
    expect(monitor.snapshot().hosts).to.deep.equal(
      lasts.map((last, host) => ({
        host: HOSTS[host],
        ...last,
        ...way,
        timeoutMs: 300,
        bound: null,
        lookup: null,
        families: [{ family: 4, address: HOSTS[host], ...last, smoothedRttMs: 1.5 }],
      })),
    );
  });

  it('shows no error for a refused connection: the host answered', async () => {
    const { monitor, clock, prober } = await FakeWorld.up();
    clock.advance(10_000);
    prober.endAll('ECONNREFUSED');
    expect(monitor.snapshot().hosts[0]).to.include({ reachable: true, error: null });
    expect(monitor.state).to.equal('up');
  });

  it('shows a host without a way as unreachable at once', async () => {
    const { monitor, source } = await FakeWorld.up();
    source.reroute(HOSTS[1], 'ENETUNREACH');
    expect(monitor.snapshot().hosts[1]).to.include({ reachable: false, error: 'ENETUNREACH', gateway: null });
  });

  it('counts', async () => {
    const { monitor, clock, prober } = await FakeWorld.up();
    clock.advance(10_000);
    prober.endAll();
    expect(monitor.snapshot().counters).to.deep.equal({
      messages: 5,
      wakeups: 4,
      resyncs: 3,
      overflows: 2,
      dropped: 1,
      audits: 0,
      drifts: 0,
      receiveBufferBytes: 6,
      checks: 2,
      probes: 4,
      stateChanges: 1,
    });
  });

  it('says by what means it knows', async () => {
    const { monitor } = await FakeWorld.up();
    expect(monitor.snapshot().backend).to.deep.equal({ events: 'netlink', probes: 'native', fallbackReason: null });
  });

  it('follows a reason that changes while the state stays, without another change of state', async () => {
    const world = await FakeWorld.up();
    world.cut();
    world.source.relink({ up: false });
    expect(world.monitor.snapshot()).to.include({ state: 'down', reason: 'interface-down' });
    expect(world.states).to.deep.equal(['down']);
  });
});

describe('the events of the kernel', () => {
  it('are passed on: link, address, route, path and resync', async () => {
    const { monitor, source } = await FakeWorld.up();
    const heard: unknown[] = [];
    for (const name of ['link', 'address', 'route', 'path', 'resync'] as const) {
      monitor.on(name, (event: object) => heard.push([name, event]));
    }
    const before = source.links[0]!;
    const after = link(2, 'uplink');
    const added = address(2, '10.0.0.3/24');
    const route = {
      deleted: false,
      family: 4,
      destination: 'default',
      gateway: '10.0.0.9',
      interfaceIndex: 2,
      table: 254,
    } as const;
    const resync = 'receive-buffer-overflow';
    source.reroute(HOSTS[0], { gateway: '10.0.0.9' }, { links: [after], addresses: [added], routes: [route], resync });
    const pathEvent = {
      host: HOSTS[0],
      usable: true,
      reason: 'link-usable',
      interface: 'uplink',
      source: '10.0.0.2',
      gateway: '10.0.0.9',
      previous: { interface: 'eth0', source: '10.0.0.2', gateway: '10.0.0.1' },
      lost: [],
    };
    expect(heard).to.deep.include(['link', { interface: 'uplink', previous: before, current: after }]);
    expect(heard).to.deep.include(['address', { interface: 'uplink', previous: null, current: added }]);
    expect(heard).to.deep.include(['route', { ...route, interface: 'uplink' }]);
    expect(heard).to.deep.include(['path', pathEvent]);
    expect(heard).to.deep.include(['resync', { reason: resync }]);
    expect(heard).to.have.length(5);
  });

  it('name a resync as the cause of what it brings to light', async () => {
    const { monitor, source } = await FakeWorld.up();
    source.emit({ links: [link(2, 'eth0', { carrier: false })], resync: 'overrun' });
    expect(monitor.snapshot().cause).to.deep.equal({ type: 'resync' });
  });

  it('name the address, or the route, as the cause', async () => {
    for (const [batch, cause] of [
      [{ removedAddresses: [address(2, '10.0.0.2/24')] }, { type: 'address', interface: 'eth0' }],
      [{}, { type: 'route' }],
    ] satisfies Array<[SourceBatch, StateCause]>) {
      const { monitor, source } = await FakeWorld.up();
      source.ways.set(HOSTS[0], 'ENETUNREACH');
      source.reroute(HOSTS[1], 'ENETUNREACH', batch);
      expect(monitor.state).to.equal('down');
      expect(monitor.snapshot().cause).to.deep.equal(cause);
    }
  });

  it('name the host that answered as the cause, and its interface', async () => {
    const { monitor, source, prober } = new FakeWorld();
    void monitor.start();
    source.ready();
    prober.end(HOSTS[1]);
    expect(monitor.snapshot().cause).to.deep.equal({ type: 'probe', host: HOSTS[1], interface: 'eth0' });
  });
});

describe('a listener that throws', () => {
  it('surfaces as an uncaught exception and changes nothing for anybody else', async () => {
    const world = await FakeWorld.up();
    const thrown = new Error('listener');
    const heard: string[] = [];
    world.monitor.prependListener('state', () => {
      throw thrown;
    });
    world.monitor.on('state', ({ state }) => heard.push(state));
    const subscription = world.monitor.subscribe();
    expect(await uncaughtExceptions(() => world.cut())).to.deep.equal([thrown]);
    expect(heard).to.deep.equal(['down']);
    expect((await subscription.next()).value?.state).to.equal('down');
    expect(world.monitor.state).to.equal('down');
  });
});

describe('ref() and unref()', () => {
  it('go to the source and the prober, and return the monitor', async () => {
    const { monitor, source, prober } = await FakeWorld.up();
    expect(monitor.unref()).to.equal(monitor);
    expect([source.referenced, prober.referenced]).to.deep.equal([false, false]);
    expect(monitor.ref()).to.equal(monitor);
    expect([source.referenced, prober.referenced]).to.deep.equal([true, true]);
  });

  it('count before start too', async () => {
    const { monitor, source, prober } = new FakeWorld();
    monitor.unref();
    void monitor.start();
    expect([source.referenced, prober.referenced]).to.deep.equal([false, false]);
  });

  it('are forgiving before start and after stop', async () => {
    const { monitor } = new FakeWorld();
    monitor.unref().ref();
    await monitor.stop();
    monitor.unref().ref();
  });

  it('leave no timer of the monitor that keeps the process alive', async () => {
    const { clock } = await FakeWorld.up();
    expect(clock.pending.map(({ unref }) => unref)).to.deep.equal([true]);
  });
});

describe('refresh()', () => {
  it('reads what the kernel has pending and answers the state after it', async () => {
    const world = await FakeWorld.up();
    world.source.pending = () => world.cut();
    expect(world.monitor.refresh()).to.equal('down');
  });

  it('answers the state before start and after stop too', async () => {
    const { monitor } = new FakeWorld();
    expect(monitor.refresh()).to.equal('unknown');
    await monitor.stop();
    expect(monitor.refresh()).to.equal('unknown');
  });
});
