import { getEventListeners } from 'node:events';
import { expect } from 'chai';
import type { CheckResult } from '../../lib/monitor/events.ts';
import type { StateChange } from '../../lib/monitor/snapshot.ts';
import { reasonOf } from '../support/codes.ts';
import { FakeWorld, HOSTS, settled } from '../support/fake-monitor.ts';

describe('check()', () => {
  it('probes every host now and resolves with how the round ended', async () => {
    const { monitor, prober } = await FakeWorld.up();
    const checked = monitor.check();
    await settled();
    expect(prober.addresses).to.deep.equal(HOSTS);
    prober.end(HOSTS[0]);
    prober.end(HOSTS[1], 'ETIMEDOUT');
    const result = await checked;
    expect(result).to.include({ state: 'degraded', reason: 'some-hosts-reachable', reachable: 1, total: 2 });
    expect(result.hosts.map(({ reachable }) => reachable)).to.deep.equal([true, false]);
  });

  it('resolves with the state that the round led to', async () => {
    const { monitor, prober } = await FakeWorld.up();
    const checked = monitor.check();
    await settled();
    prober.endAll('ETIMEDOUT');
    prober.endAll('ETIMEDOUT');
    expect(await checked).to.include({ state: 'down', reason: 'unreachable', reachable: 0 });
  });

  it('before the first decision waits for it, and then has its round', async () => {
    const { monitor, source, prober } = new FakeWorld();
    const started = monitor.start();
    const checked = monitor.check();
    source.ready();
    prober.end(HOSTS[0]);
    await started;
    await settled();
    prober.endAll();
    await settled();
    prober.endAll();
    expect(await checked).to.include({ state: 'up', reachable: 2, total: 2 });
    expect(prober.asked).to.have.length(4);
  });

  it('before the first decision rejects when there comes none', async () => {
    const { monitor, source } = new FakeWorld();
    const started = reasonOf(monitor.start());
    const checked = reasonOf(monitor.check());
    const error = new Error('recvmsg');
    source.fail(error);
    expect(await started).to.equal(error);
    expect(await checked).to.equal(error);
  });

  it('during a round shares it while nobody has answered', async () => {
    const { monitor, prober, clock } = await FakeWorld.up();
    clock.advance(10_000);
    const checked = monitor.check();
    await settled();
    expect(prober.addresses).to.deep.equal(HOSTS);
    prober.endAll();
    expect(await checked).to.include({ reachable: 2 });
  });

  it('during a round with answers gets the next one', async () => {
    const { monitor, prober, clock } = await FakeWorld.up();
    clock.advance(10_000);
    prober.end(HOSTS[0]);
    let result: CheckResult | null = null;
    const checked = monitor.check().then((end) => (result = end));
    await settled();
    prober.end(HOSTS[1], 'ETIMEDOUT');
    await settled();
    expect(result).to.equal(null);
    prober.endAll();
    expect(await checked).to.include({ state: 'up', reachable: 2 });
  });

  it('resolves when the ways are lost meanwhile, whichever round it waits for', async () => {
    const world = await FakeWorld.up();
    world.clock.advance(10_000);
    world.prober.end(HOSTS[0]);
    const checked = world.monitor.check();
    await settled();
    world.cut();
    expect(await checked).to.include({ state: 'down', reason: 'no-carrier' });
  });

  it('resolves at once when there is nothing to probe', async () => {
    const down = await FakeWorld.down();
    expect(await down.monitor.check()).to.include({ state: 'down', reason: 'no-route', total: 2, reachable: 0 });
    const linkOnly = await FakeWorld.up({ checkHosts: [] });
    expect(await linkOnly.monitor.check()).to.include({ state: 'up', reason: 'link-usable', total: 0 });
  });

  it('rejects with the reason of an abort, leaving no listener, and the round goes on', async () => {
    const { monitor, prober } = await FakeWorld.up();
    const reason = new Error('enough');
    expect(await reasonOf(monitor.check({ signal: AbortSignal.abort(reason) }))).to.equal(reason);
    const controller = new AbortController();
    const checked = reasonOf(monitor.check({ signal: controller.signal }));
    await settled();
    controller.abort(reason);
    expect(await checked).to.equal(reason);
    expect(getEventListeners(controller.signal, 'abort')).to.have.length(0);
    expect(prober.addresses).to.deep.equal(HOSTS);
  });

  it('leaves no listener when it resolves', async () => {
    const { monitor, prober } = await FakeWorld.up();
    const { signal } = new AbortController();
    const checked = monitor.check({ signal });
    await settled();
    prober.endAll();
    await checked;
    expect(getEventListeners(signal, 'abort')).to.have.length(0);
  });

  it('refuses what it does not know', async () => {
    const { monitor } = await FakeWorld.up();
    expect(await reasonOf(monitor.check({ signals: 1 } as object))).to.include({ code: 'ERR_NETWAKE_UNKNOWN_OPTION' });
  });

  it('may be called by a listener of a change', async () => {
    const world = await FakeWorld.up();
    const results: CheckResult[] = [];
    world.monitor.on('state', () => void world.monitor.check().then((result) => results.push(result)));
    world.cut();
    await settled();
    expect(results).to.have.length(1);
    expect(results[0]).to.include({ state: 'down', reason: 'no-carrier' });
  });
});

describe('the periodic check', () => {
  it('comes after the check interval, and again after each', async () => {
    const { prober, clock } = await FakeWorld.up({ checkInterval: '30s' });
    clock.advance(29_999);
    expect(prober.open.size).to.equal(0);
    clock.advance(1);
    expect(prober.addresses).to.deep.equal(HOSTS);
    prober.endAll();
    clock.advance(30_000);
    expect(prober.addresses).to.deep.equal(HOSTS);
  });

  it('is counted from the end of the last round, whoever asked for that', async () => {
    const { monitor, prober, clock } = await FakeWorld.up();
    clock.advance(6_000);
    const checked = monitor.check();
    await settled();
    prober.endAll();
    await checked;
    clock.advance(9_999);
    expect(prober.open.size).to.equal(0);
    clock.advance(1);
    expect(prober.open.size).to.equal(2);
  });

  it('does not come while no host has a way', async () => {
    const world = await FakeWorld.up();
    world.cut();
    world.clock.advance(3_600_000);
    expect(world.prober.open.size).to.equal(0);
  });

  it('gives each probe the timeout that was asked for until it knows how long an answer takes', () => {
    const { monitor, prober, source } = new FakeWorld({ checkTimeout: '700ms' });
    void monitor.start();
    source.ready();
    expect(Array.from(prober.open, ({ target }) => target.timeoutMs)).to.deep.equal([700, 700]);
  });

  it('finds a silent outage in two of the times that an answer takes, 300 ms at least', async () => {
    const { monitor, prober, clock } = await FakeWorld.up();
    clock.advance(10_000);
    expect(monitor.snapshot().hosts.map(({ timeoutMs }) => timeoutMs)).to.deep.equal([300, 300]);
    clock.advance(300);
    expect([monitor.state, prober.open.size]).to.deep.equal(['up', 4]);
    prober.endAll('ETIMEDOUT');
    expect(monitor.snapshot()).to.include({ state: 'down', reason: 'unreachable' });
  });

  it('takes one lost SYN for one: a host that does not answer is asked again before it counts', async () => {
    const { monitor, prober, clock } = await FakeWorld.up();
    clock.advance(10_000);
    prober.end(HOSTS[0]);
    clock.advance(300);
    expect(prober.addresses).to.deep.equal([HOSTS[1], HOSTS[1]]);
    prober.end(HOSTS[1]);
    expect([monitor.state, prober.open.size]).to.deep.equal(['up', 0]);
  });

  it('waits twice as long for what was silent to the end', async () => {
    const { monitor, prober, clock } = await FakeWorld.up();
    clock.advance(10_000);
    clock.advance(300);
    prober.endAll('ETIMEDOUT');
    expect(monitor.state).to.equal('down');
    expect(monitor.snapshot().hosts.map(({ timeoutMs }) => timeoutMs)).to.deep.equal([600, 600]);
  });

  it('knows nothing of a path that is new', async () => {
    const { monitor, prober, source } = await FakeWorld.up();
    source.reroute(HOSTS[0], { gateway: '10.0.0.9' });
    expect(monitor.snapshot().hosts.map(({ timeoutMs }) => timeoutMs)).to.deep.equal([5_000, 300]);
    prober.endAll();
  });
});

describe('what happens in one wake-up of the kernel', () => {
  it('is one change of state and one round, however much it is', async () => {
    const { source, states, prober } = await FakeWorld.up();
    const links = [...source.links];
    source.reroute(HOSTS[0], { gateway: '10.0.0.9' }, { links, addresses: source.addresses, routes: [] });
    expect(states).to.deep.equal([]);
    expect(prober.addresses).to.deep.equal(HOSTS);
  });

  it('is nothing when the way of every host is as it was', async () => {
    const { source, states, prober } = await FakeWorld.up();
    source.relink({ mtu: 1_400 });
    source.reroute(HOSTS[0], {});
    expect([states.length, prober.open.size]).to.deep.equal([0, 0]);
  });

  it('is a new probe for the host whose way changed, in the round that is under way', async () => {
    const { source, prober, clock } = await FakeWorld.up();
    clock.advance(10_000);
    source.reroute(HOSTS[0], { gateway: '10.0.0.9' });
    expect(prober.addresses).to.have.members([...HOSTS]);
    expect(prober.asked.slice(2)).to.deep.equal([HOSTS[0], HOSTS[1], HOSTS[0]]);
  });
});

describe('with notifyOnChange false', () => {
  async function changes(act: (world: FakeWorld) => void): Promise<Array<Pick<StateChange, 'state' | 'previous'>>> {
    const world = await FakeWorld.up({ notifyOnChange: false });
    const heard: Array<Pick<StateChange, 'state' | 'previous'>> = [];
    world.monitor.on('state', ({ state, previous }) => heard.push({ state, previous }));
    act(world);
    return heard;
  }

  it('every check is told, although nothing changed', async () => {
    const heard = await changes(({ clock, prober }) => {
      for (let round = 0; round < 2; round++) {
        clock.advance(10_000);
        prober.endAll();
      }
    });
    expect(heard).to.deep.equal([
      { state: 'up', previous: 'up' },
      { state: 'up', previous: 'up' },
    ]);
  });

  it('a check that changes the state is told once', async () => {
    const heard = await changes(({ clock, prober }) => {
      clock.advance(10_000);
      prober.end(HOSTS[0]);
      prober.end(HOSTS[1], 'ETIMEDOUT');
    });
    expect(heard).to.deep.equal([{ state: 'degraded', previous: 'up' }]);
  });

  it('a change before the check ended takes nothing away from it', async () => {
    const heard = await changes((world) => {
      world.cut();
      world.mend();
      world.prober.end(HOSTS[0]);
      world.prober.end(HOSTS[1]);
    });
    expect(heard).to.deep.equal([
      { state: 'down', previous: 'up' },
      { state: 'up', previous: 'down' },
      { state: 'up', previous: 'up' },
    ]);
  });
});

it('with notifyOnChange true a check that changes nothing is not told', async () => {
  const { states, clock, prober } = await FakeWorld.up();
  clock.advance(10_000);
  prober.endAll();
  expect(states).to.deep.equal([]);
});
