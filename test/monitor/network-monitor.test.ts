import { getEventListeners } from 'node:events';
import { expect } from 'chai';
import { NetworkMonitor } from '../../lib/monitor/network-monitor.ts';
import { reasonOf, thrownBy } from '../support/codes.ts';
import { FakeWorld, HOSTS, settled } from '../support/fake-monitor.ts';

describe('a monitor that has not been started', () => {
  it('is unknown, for it has not started, and opens nothing', () => {
    const { monitor, source, prober, clock } = new FakeWorld();
    expect(monitor.state).to.equal('unknown');
    expect([monitor.isUp(), monitor.isUsable()]).to.deep.equal([false, false]);
    expect(monitor.snapshot()).to.include({ state: 'unknown', reason: 'not-started' });
    expect([source.queries.length, prober.asked.length, clock.pending.length]).to.deep.equal([0, 0, 0]);
  });

  it('refuses a misspelt option and a bad value', () => {
    expect(thrownBy(() => new NetworkMonitor({ checkHost: [] } as object))).to.include({
      code: 'ERR_NETWAKE_UNKNOWN_OPTION',
      suggestion: 'checkHosts',
    });
    expect(thrownBy(() => new NetworkMonitor({ checkInterval: '10' }))).to.include({
      code: 'ERR_NETWAKE_INVALID_OPTION',
      option: 'checkInterval',
    });
  });

  it('cannot check', async () => {
    expect(await reasonOf(new FakeWorld().monitor.check())).to.include({ code: 'ERR_NETWAKE_STATE' });
  });
});

describe('start()', () => {
  it('resolves at the first decision, which the first answer makes', async () => {
    const { monitor, source, prober, states } = new FakeWorld();
    const started = monitor.start();
    expect(monitor.snapshot()).to.include({ state: 'unknown', reason: 'starting' });
    source.ready();
    expect(monitor.state).to.equal('unknown');
    prober.end(HOSTS[1]);
    await started;
    expect(monitor.snapshot()).to.include({ state: 'up', reason: 'some-hosts-reachable' });
    expect(states).to.deep.equal(['up']);
  });

  it('resolves when the decision is down', async () => {
    const { monitor, prober } = await FakeWorld.down();
    expect(monitor.snapshot()).to.include({ state: 'down', reason: 'no-route' });
    expect(prober.asked).to.deep.equal([]);
  });

  it('takes nothing for complete before the source is ready', () => {
    const { monitor, source, prober } = new FakeWorld();
    void monitor.start();
    source.emit({ links: source.links, addresses: source.addresses });
    expect([monitor.state, prober.asked.length]).to.deep.equal(['unknown', 0]);
  });

  it('is refused a second time, while it runs and after', async () => {
    const { monitor, source, prober } = new FakeWorld();
    const started = monitor.start();
    expect(await reasonOf(monitor.start())).to.include({ code: 'ERR_NETWAKE_STATE' });
    source.ready();
    prober.endAll();
    await started;
    expect(await reasonOf(monitor.start())).to.include({ code: 'ERR_NETWAKE_STATE' });
  });

  it('is refused after a stop', async () => {
    const { monitor } = new FakeWorld();
    await monitor.stop();
    expect(await reasonOf(monitor.start())).to.include({ code: 'ERR_NETWAKE_STATE' });
  });

  it('rejects with the reason of an abort, and stops', async () => {
    const { monitor, source, prober } = new FakeWorld();
    const controller = new AbortController();
    const started = reasonOf(monitor.start({ signal: controller.signal }));
    const reason = new Error('enough');
    controller.abort(reason);
    expect(await started).to.equal(reason);
    expect([source.closes, prober.closes]).to.deep.equal([1, 1]);
    expect(getEventListeners(controller.signal, 'abort')).to.have.length(0);
  });

  it('does not begin when it is aborted already, and may be called again', async () => {
    const { monitor, source, prober } = new FakeWorld();
    const reason = new Error('never');
    expect(await reasonOf(monitor.start({ signal: AbortSignal.abort(reason) }))).to.equal(reason);
    const started = monitor.start();
    source.ready();
    prober.endAll();
    await started;
  });

  it('minds no abort after the first decision, and leaves no listener', async () => {
    const { monitor, source, prober } = new FakeWorld();
    const controller = new AbortController();
    const started = monitor.start({ signal: controller.signal });
    source.ready();
    prober.endAll();
    await started;
    expect(getEventListeners(controller.signal, 'abort')).to.have.length(0);
    controller.abort();
    expect(monitor.state).to.equal('up');
  });

  it('rejects with ERR_NETWAKE_STOPPED when it is stopped meanwhile', async () => {
    const { monitor, source } = new FakeWorld();
    const started = reasonOf(monitor.start());
    await monitor.stop();
    expect(await started).to.include({ code: 'ERR_NETWAKE_STOPPED' });
    source.ready();
    expect(monitor.snapshot()).to.include({ state: 'unknown', reason: 'stopped' });
  });
});

describe('stop()', () => {
  it('closes the source and the prober and leaves no timer', async () => {
    const { monitor, source, prober, clock } = await FakeWorld.up();
    await monitor.stop();
    expect([source.closes, prober.closes, clock.pending.length]).to.deep.equal([1, 1, 0]);
  });

  it('is told as a change to unknown', async () => {
    const { monitor, states } = await FakeWorld.up();
    const causes: string[] = [];
    monitor.on('state', ({ cause, reason }) => causes.push(`${cause.type} ${reason}`));
    await monitor.stop();
    expect(states).to.deep.equal(['unknown']);
    expect(causes).to.deep.equal(['stop stopped']);
    expect(monitor.snapshot()).to.include({ state: 'unknown', reason: 'stopped' });
  });

  it('may be called twice, and before start', async () => {
    const world = await FakeWorld.up();
    await world.monitor.stop();
    await world.monitor.stop();
    expect([world.source.closes, world.states]).to.deep.equal([1, ['unknown']]);
    const fresh = new FakeWorld();
    await fresh.monitor.stop();
    await fresh.monitor.stop();
    expect(fresh.monitor.snapshot()).to.include({ state: 'unknown', reason: 'stopped' });
    expect(fresh.states).to.deep.equal([]);
  });

  it('is what leaving an await using block does', async () => {
    const world = await FakeWorld.up();
    {
      await using monitor = world.monitor;
      expect(monitor.state).to.equal('up');
    }
    expect(world.source.closes).to.equal(1);
  });

  it('ends the probes that are under way, in silence', async () => {
    const { monitor, prober, states } = await FakeWorld.up();
    const check = reasonOf(monitor.check());
    await settled();
    expect(prober.open.size).to.equal(2);
    await monitor.stop();
    expect(await check).to.include({ code: 'ERR_NETWAKE_STOPPED' });
    expect([prober.open.size, states]).to.deep.equal([0, ['unknown']]);
  });

  it('is final: nothing that comes later is heard', async () => {
    const { monitor, source, states } = await FakeWorld.up();
    await monitor.stop();
    source.relink({ carrier: false });
    source.fail(new Error('late'));
    expect(states).to.deep.equal(['unknown']);
    expect(monitor.snapshot().reason).to.equal('stopped');
    expect(await reasonOf(monitor.check())).to.include({ code: 'ERR_NETWAKE_STOPPED' });
    expect(await reasonOf(monitor.waitForNetwork())).to.include({ code: 'ERR_NETWAKE_STOPPED' });
  });

  for (const [when, world, act] of [
    [
      'goes down',
      FakeWorld.up,
      ({ prober, clock }: FakeWorld): void => {
        clock.advance(10_000);
        prober.endAll('ETIMEDOUT');
        prober.endAll('ETIMEDOUT');
      },
    ],
    [
      'comes up',
      FakeWorld.down,
      (fake: FakeWorld): void => {
        fake.mend();
        fake.prober.end(HOSTS[0], 'ETIMEDOUT');
        fake.prober.end(HOSTS[1]);
      },
    ],
  ] as const) {
    it(`may be called by a listener when the network ${when}: nothing is probed after it`, async () => {
      const fake = await world();
      fake.monitor.once('state', () => void fake.monitor.stop());
      act(fake);
      expect(fake.monitor.snapshot()).to.include({ state: 'unknown', reason: 'stopped' });
      expect([fake.prober.open.size, fake.clock.pending.length]).to.deep.equal([0, 0]);
    });
  }

  it('is heard by every listener after the change in which one of them stopped', async () => {
    const { monitor, source } = await FakeWorld.up();
    const heard: string[] = [];
    monitor.once('state', () => void monitor.stop());
    monitor.on('state', ({ state, previous }) => heard.push(`${previous} to ${state}`));
    source.relink({ carrier: false });
    expect(heard).to.deep.equal(['up to down', 'down to unknown']);
  });
});

describe('a source that fails', () => {
  it('makes the state unknown, never down', async () => {
    const { monitor, source, states, prober, clock } = await FakeWorld.up();
    source.fail(new Error('recvmsg'));
    expect(monitor.snapshot()).to.include({ state: 'unknown', reason: 'monitor-failed' });
    expect(states).to.deep.equal(['unknown']);
    expect([prober.open.size, clock.pending.length]).to.deep.equal([0, 0]);
  });

  it('answers a check with that', async () => {
    const { monitor, source } = await FakeWorld.up();
    source.fail(new Error('recvmsg'));
    expect(await monitor.check()).to.include({ state: 'unknown', reason: 'monitor-failed' });
  });

  it('is an error in the log', async () => {
    const errors: object[] = [];
    const quiet = (): void => {};
    const logger = { debug: quiet, info: quiet, warn: quiet, error: (fields: object) => void errors.push(fields) };
    const { source } = await FakeWorld.up({ logger });
    const error = new Error('recvmsg');
    source.fail(error);
    expect(errors).to.deep.equal([{ error }]);
  });

  it('rejects a start that is under way', async () => {
    const { monitor, source } = new FakeWorld();
    const started = reasonOf(monitor.start());
    const error = new Error('recvmsg');
    source.fail(error);
    expect(await started).to.equal(error);
    expect(monitor.snapshot()).to.include({ state: 'unknown', reason: 'monitor-failed' });
  });

  it('rejects the start that it refuses, and everything is closed', async () => {
    const { monitor, source, prober } = new FakeWorld();
    const error = new Error('bind');
    source.start = () => {
      throw error;
    };
    expect(await reasonOf(monitor.start())).to.equal(error);
    expect(monitor.snapshot()).to.include({ state: 'unknown', reason: 'monitor-failed' });
    await monitor.stop();
    expect([source.closes, prober.closes]).to.deep.equal([1, 1]);
  });
});
