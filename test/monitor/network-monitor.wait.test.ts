import { getEventListeners } from 'node:events';
import { expect } from 'chai';
import type { StateChange } from '../../lib/monitor/snapshot.ts';
import { reasonOf } from '../support/codes.ts';
import { FakeWorld, HOSTS } from '../support/fake-monitor.ts';
import { link } from '../support/records.ts';

describe('waitForNetwork()', () => {
  it('resolves at once when the network is usable', async () => {
    const { monitor } = await FakeWorld.up();
    await monitor.waitForNetwork();
    await monitor.waitForNetwork({ minimum: 'up', timeout: 0 });
  });

  it('waits through down until the first answer', async () => {
    const world = await FakeWorld.down();
    const waiting = world.monitor.waitForNetwork();
    world.mend();
    world.prober.end(HOSTS[1]);
    await waiting;
    expect(world.monitor.state).to.equal('up');
  });

  it('may be called before start', async () => {
    const { monitor, source, prober } = new FakeWorld();
    const waiting = monitor.waitForNetwork();
    const started = monitor.start();
    source.ready();
    prober.endAll();
    await Promise.all([started, waiting]);
  });

  it('takes degraded for enough, unless up is the minimum', async () => {
    const { monitor, clock, prober } = await FakeWorld.up();
    clock.advance(10_000);
    prober.end(HOSTS[0]);
    prober.end(HOSTS[1], 'ETIMEDOUT');
    expect(monitor.state).to.equal('degraded');
    await monitor.waitForNetwork();
    let isUp = false;
    const waiting = monitor.waitForNetwork({ minimum: 'up' }).then(() => (isUp = true));
    await Promise.resolve();
    expect(isUp).to.equal(false);
    clock.advance(10_000);
    prober.endAll();
    await waiting;
  });

  it('rejects with ERR_NETWAKE_TIMEOUT when the time is over', async () => {
    const { monitor, clock } = await FakeWorld.down();
    const waiting = reasonOf(monitor.waitForNetwork({ timeout: '3s' }));
    clock.advance(3_000);
    expect(await waiting).to.include({ code: 'ERR_NETWAKE_TIMEOUT' });
  });

  it('rejects with the reason of an abort, before and during the wait, leaving no listener', async () => {
    const { monitor } = await FakeWorld.down();
    const reason = new Error('enough');
    expect(await reasonOf(monitor.waitForNetwork({ signal: AbortSignal.abort(reason) }))).to.equal(reason);
    const controller = new AbortController();
    const waiting = reasonOf(monitor.waitForNetwork({ signal: controller.signal }));
    controller.abort(reason);
    expect(await waiting).to.equal(reason);
    expect(getEventListeners(controller.signal, 'abort')).to.have.length(0);
  });

  it('rejects with ERR_NETWAKE_STOPPED when the monitor stops, started or not', async () => {
    for (const { monitor } of [await FakeWorld.down(), new FakeWorld()]) {
      const waiting = [monitor.waitForNetwork(), monitor.waitForNetwork({ timeout: '1s' })].map(reasonOf);
      await monitor.stop();
      for (const reason of await Promise.all(waiting)) expect(reason).to.include({ code: 'ERR_NETWAKE_STOPPED' });
    }
  });

  it('refuses what it does not know', async () => {
    const { monitor } = await FakeWorld.up();
    for (const [options, code] of [
      [{ timeOut: 1 }, 'ERR_NETWAKE_UNKNOWN_OPTION'],
      [{ timeout: '10' }, 'ERR_NETWAKE_INVALID_OPTION'],
      [{ minimum: 'down' }, 'ERR_NETWAKE_INVALID_OPTION'],
    ] as const) {
      expect(await reasonOf(monitor.waitForNetwork(options as object))).to.include({ code });
    }
  });
});

describe('a change of state', () => {
  it('carries the state before, the reason, the cause, the moment and the view of that moment, all frozen', async () => {
    const world = await FakeWorld.up();
    const changes: StateChange[] = [];
    world.monitor.on('state', (change) => changes.push(change));
    world.clock.advance(1_234);
    world.cut();
    expect(changes).to.have.length(1);
    const [change] = changes as [StateChange];
    expect(change).to.include({ state: 'down', previous: 'up', reason: 'no-carrier' });
    expect(change.cause).to.deep.equal({ type: 'link', interface: 'eth0' });
    expect(change.at).to.deep.equal(world.clock.wallNow());
    expect(change.snapshot).to.include({ state: 'down', reason: 'no-carrier', since: change.at });
    expect(change.snapshot.interfaces[0]).to.include({ name: 'eth0', carrier: false });
    expect(change).to.be.frozen;
    expect(change.snapshot).to.be.frozen;
  });

  it('is told to listeners when it is so: state and isUsable() agree with it', async () => {
    const { monitor, source, prober } = new FakeWorld();
    const seen: unknown[] = [];
    monitor.on('state', ({ state }) => seen.push([state, monitor.state, monitor.isUp(), monitor.isUsable()]));
    void monitor.start();
    source.ready();
    prober.end(HOSTS[0]);
    prober.end(HOSTS[1], 'ETIMEDOUT');
    expect(seen).to.deep.equal([
      ['up', 'up', true, true],
      ['degraded', 'degraded', false, true],
    ]);
  });

  it('is told before what led to it, for it is what others wait for', async () => {
    const world = await FakeWorld.up();
    const order: string[] = [];
    world.monitor.on('link', () => order.push('link'));
    world.monitor.on('state', () => order.push('state'));
    world.cut();
    expect(order).to.deep.equal(['state', 'link']);
  });

  it('leaves the order of what led to it alone when a listener reads on', async () => {
    const world = await FakeWorld.up();
    const order: unknown[] = [];
    world.monitor.on('link', ({ current }) => order.push(current?.mtu));
    world.source.pending = () => world.source.emit({ links: [link(2, 'eth0', { mtu: 2 })] });
    world.monitor.on('state', () => void world.monitor.refresh());
    world.source.emit({ links: [link(2, 'eth0', { carrier: false, mtu: 1 })] });
    expect(order).to.deep.equal([1, 2]);
  });

  it('shows the view at the change, whatever a listener does before anybody looks', async () => {
    const world = await FakeWorld.up();
    const changes: StateChange[] = [];
    world.monitor.on('state', (change) => {
      changes.push(change);
      if (change.state === 'down') void world.monitor.stop();
    });
    world.cut();
    expect(changes.map(({ state, previous, snapshot }) => [state, previous, snapshot.state])).to.deep.equal([
      ['down', 'up', 'down'],
      ['unknown', 'down', 'unknown'],
    ]);
  });

  it('is a plain object for whoever copies, wraps or compares it', async () => {
    const world = await FakeWorld.up();
    const heard: StateChange[] = [];
    world.monitor.on('state', (change) => {
      expect(change).to.be.frozen;
      heard.push({ ...change }, new Proxy(change, {}), Object.create(change) as StateChange);
    });
    world.cut();
    for (const change of heard) expect(change.snapshot).to.include({ state: 'down' });
    expect(Object.keys(heard[0]!)).to.deep.equal(['state', 'previous', 'reason', 'cause', 'at', 'snapshot']);
  });

  it('wakes who waits after the listeners have heard', async () => {
    const world = await FakeWorld.down();
    const order: string[] = [];
    world.monitor.on('state', () => order.push('listener'));
    const waiting = world.monitor.waitForNetwork().then(() => order.push('waiter'));
    world.mend();
    world.prober.end(HOSTS[0]);
    await waiting;
    expect(order).to.deep.equal(['listener', 'waiter']);
  });
});

describe('subscribe()', () => {
  it('gives the changes from now on, up to the stop', async () => {
    const world = await FakeWorld.up();
    const subscription = world.monitor.subscribe();
    world.cut();
    world.mend();
    world.prober.endAll();
    await world.monitor.stop();
    const states: string[] = [];
    for await (const { state } of subscription) states.push(state);
    expect(states).to.deep.equal(['down', 'up', 'unknown']);
  });

  it('counts what was dropped, for itself and in the counters', async () => {
    const world = await FakeWorld.up();
    const before = world.monitor.snapshot().counters.dropped;
    const subscription = world.monitor.subscribe({ buffer: 1 });
    world.cut();
    world.mend();
    world.prober.endAll();
    expect(subscription.dropped).to.equal(1);
    expect(world.monitor.snapshot().counters.dropped - before).to.equal(1);
    expect((await subscription.next()).value?.state).to.equal('up');
  });

  it('gives nothing to one that has been disposed', async () => {
    const world = await FakeWorld.up();
    {
      using subscription = world.monitor.subscribe({ buffer: 1 });
      world.cut();
      expect(subscription.dropped).to.equal(0);
    }
    world.mend();
    world.prober.endAll();
    expect(world.monitor.snapshot().counters.dropped).to.equal(1);
  });

  it('has ended when the monitor has stopped, or the signal is aborted', async () => {
    const { monitor } = await FakeWorld.up();
    const aborted = monitor.subscribe({ signal: AbortSignal.abort() });
    expect((await aborted.next()).done).to.equal(true);
    await monitor.stop();
    expect((await monitor.subscribe().next()).done).to.equal(true);
  });

  it('refuses what it does not know', async () => {
    const { monitor } = await FakeWorld.up();
    expect(() => monitor.subscribe({ buffers: 1 } as object))
      .to.throw()
      .with.property('code', 'ERR_NETWAKE_UNKNOWN_OPTION');
    expect(() => monitor.subscribe({ buffer: 0 }))
      .to.throw()
      .with.property('code', 'ERR_NETWAKE_INVALID_OPTION');
  });
});
