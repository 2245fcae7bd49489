import { expect } from 'chai';
import { withRetry } from '../../lib/retry/index.ts';
import { KEPT_MS, WATCHED } from '../../lib/retry/target-lots.ts';
import { HOSTS } from '../support/fake-monitor.ts';
import { failure, settled } from '../support/failure.ts';
import { ScriptedNetwork } from '../support/scripted-network.ts';
import { RetryHarness } from './harness.ts';
import { LAN, Setting, TARGET } from './target-setting.ts';

describe('an operation with a target', () => {
  it('asks nothing about it while it succeeds on a healthy network', async () => {
    const { retryer, world } = await Setting.up();
    let aside = -1;
    await retryer.do(() => void (aside = world.source.aside.length), { target: 'db.lan:5432' });
    expect([aside, world.resolver.asked, world.prober.open.size]).to.deep.equal([0, [], 0]);
  });

  it('parks before its first call when its address has no way, although the network is up', async () => {
    const setting = await Setting.up();
    const { source, monitor } = setting.world;
    source.ways.set(LAN, 'ENETUNREACH');
    const done = setting.retryer.do(() => 'through', { target: TARGET });
    await settled();
    expect([monitor.state, setting.events]).to.deep.equal(['up', ['outage']]);
    source.reroute(LAN, {});
    expect(await done).to.equal('through');
  });

  it('has the way to its address watched no longer than a little after the last that goes there', async () => {
    const setting = await Setting.up();
    const { source, clock } = setting.world;
    await setting.retryer.do(() => 1, { target: TARGET });
    await withRetry(() => 1, { monitor: setting.world.monitor, target: TARGET });
    expect(source.aside.map(({ address }) => address)).to.deep.equal([LAN]);
    clock.advance(KEPT_MS - 1);
    await setting.retryer.do(() => 1, { target: TARGET });
    clock.advance(KEPT_MS);
    expect(source.aside).to.have.length(1);
    clock.advance(KEPT_MS);
    expect(source.aside).to.deep.equal([]);
  });

  it('does not have the ways to any number of addresses watched on a healthy network', async () => {
    const setting = await Setting.up();
    const { source } = setting.world;
    for (let host = 0; host < 5 * WATCHED; host++) await setting.retryer.do(() => 1, { target: `10.0.1.${host}` });
    expect(source.aside).to.have.length(WATCHED);
  });

  it('never parks for the outage of the internet alone: its target answers, and it begins', async () => {
    const setting = await Setting.up();
    setting.cutInternet();
    const done = setting.retryer.do(() => 'LAN', { target: TARGET });
    await settled();
    expect(setting.events).to.deep.equal([]);
    setting.world.prober.end(LAN);
    expect(await done).to.equal('LAN');
    expect(setting.events).to.deep.equal(['attempt', 'success']);
  });

  it('is not held up by that question when the target has answered before in this outage', async () => {
    const setting = await Setting.up();
    setting.cutInternet();
    const first = setting.retryer.do(() => 'LAN', { target: TARGET });
    setting.world.prober.endAll();
    await first;
    let invoked = false;
    const second = setting.retryer.do(() => (invoked = true), { target: TARGET });
    expect(invoked).to.equal(true);
    await second;
    expect(setting.world.prober.open.size).to.equal(0);
  });

  it('parks before its first call when its target is silent, and goes on the moment it answers', async () => {
    const setting = await Setting.up();
    const { clock, prober } = setting.world;
    setting.cutInternet();
    const done = setting.retryer.do(({ attempt, outages }) => [attempt, outages], { target: TARGET });
    await settled();
    clock.advance(300);
    await settled();
    expect(setting.events).to.deep.equal(['outage']);
    prober.end(LAN);
    expect(await done).to.deep.equal([1, 1]);
    expect(setting.world.monitor.state).to.equal('down');
  });

  it('parks at once when its target has no way either, without a probe, and resumes when that is back', async () => {
    const setting = await Setting.up();
    const { source, prober } = setting.world;
    source.ways.set(LAN, 'ENETUNREACH');
    setting.cutInternet();
    const done = setting.retryer.do(() => 'back', { target: TARGET });
    await settled();
    expect([setting.events, prober.open.size]).to.deep.equal([['outage'], 0]);
    source.reroute(LAN, {});
    expect(prober.addresses).to.deep.equal([LAN]);
    prober.end(LAN);
    expect(await done).to.equal('back');
  });

  it('is given back when its own way is gone, although the network is up, and goes on in the event that brings it', async () => {
    const setting = await Setting.up({ maxAttempts: 1 });
    const { source, monitor } = setting.world;
    const calls: number[] = [];
    const done = setting.retryer.do(
      ({ attempt, invocation }) => {
        calls.push(attempt);
        if (invocation > 1) return 'through';
        source.reroute(LAN, 'ENETUNREACH');
        throw failure('EHOSTUNREACH');
      },
      { target: TARGET },
    );
    await settled();
    expect([monitor.state, setting.events]).to.deep.equal(['up', ['attempt', 'outage']]);
    source.reroute(LAN, {});
    expect(await done).to.equal('through');
    expect(calls).to.deep.equal([1, 1]);
  });

  it('uses up its attempts on a dead server of a healthy network', async () => {
    const { retryer, world, events } = await Setting.up({ maxAttempts: 2 });
    const failing = retryer
      .do(() => Promise.reject(failure('EHOSTUNREACH')), { target: TARGET })
      .catch((error: unknown) => error);
    for (let attempt = 1; attempt <= 2; attempt++) {
      await settled();
      world.clock.advance(0);
      if (world.prober.open.size > 0) world.prober.endAll();
      await settled();
      world.clock.advance(1_000);
      await settled();
    }
    world.prober.open.size > 0 && world.prober.endAll();
    expect(await failing).to.have.property('code', 'ERR_NETWAKE_RETRY_EXHAUSTED');
    expect(events).to.deep.equal(['attempt', 'retry', 'attempt', 'giveup']);
  });

  it('is given back when it failed in an outage of the network that nobody had looked at its target in', async () => {
    const setting = await Setting.up({ maxAttempts: 1 });
    const { world } = setting;
    const attempts: number[] = [];
    const done = setting.retryer.do(
      ({ attempt, invocation }) => {
        attempts.push(attempt);
        if (invocation > 1) return 'through';
        setting.cutInternet();
        world.mend();
        world.prober.end(HOSTS[0]);
        throw failure('ECONNRESET');
      },
      { target: TARGET },
    );
    expect(await done).to.equal('through');
    expect(attempts).to.deep.equal([1, 1]);
  });

  it('is given back when the network comes back while its target is being asked, for it may have been out of reach', async () => {
    const setting = await Setting.up({ maxAttempts: 1 });
    const { world } = setting;
    const done = setting.retryer.do(
      ({ invocation }) => {
        if (invocation > 1) return 'through';
        throw failure('ECONNRESET');
      },
      { target: TARGET },
    );
    await settled();
    // The round, and the one that confirms it.
    for (const host of [...HOSTS, ...HOSTS]) world.prober.end(host, 'ETIMEDOUT');
    await settled();
    expect([world.monitor.state, world.prober.addresses.includes(LAN)]).to.deep.equal(['down', true]);
    world.clock.advance(1_000);
    world.prober.end(HOSTS[0]);
    expect(world.monitor.isUsable()).to.equal(true);
    expect(await done).to.equal('through');
  });

  it('ends promptly when it is aborted in doubt or parked, and leaves nothing behind', async () => {
    const setting = await Setting.up();
    const { clock, prober, source } = setting.world;
    setting.cutInternet();
    const before = clock.pending.length;
    for (const waitMs of [0, 400]) {
      const aborting = new AbortController();
      const ended = setting.retryer
        .do(() => 'never', { target: TARGET, signal: aborting.signal })
        .catch((error: unknown) => error);
      await settled();
      clock.advance(waitMs);
      await settled();
      aborting.abort('enough');
      expect(await ended).to.equal('enough');
      await settled();
      prober.open.size > 0 && prober.endAll('EHOSTUNREACH');
      // One that has it forgotten later.
      expect([clock.pending.length, prober.open.size]).to.deep.equal([before + 1, 0]);
    }
    for (const host of HOSTS) source.reroute(host, {});
    prober.end(HOSTS[0]);
    clock.advance(2 * KEPT_MS);
    expect(source.aside, 'once the outage is over').to.deep.equal([]);
  });

  it('has the question of its target shared by all that begin meanwhile', async () => {
    const setting = await Setting.up();
    const { prober } = setting.world;
    setting.cutInternet();
    const all = Promise.all(Array.from({ length: 1_000 }, () => setting.retryer.do(() => 1, { target: TARGET })));
    expect(prober.asked.filter((asked) => asked === LAN)).to.have.length(1);
    prober.end(LAN);
    expect(await all).to.have.length(1_000);
    expect(new Set(setting.events)).to.deep.equal(new Set(['attempt', 'success']));
  });

  it('begins the moment the network is back, whatever the answer that it waits for', async () => {
    const setting = await Setting.up();
    const { world } = setting;
    setting.cutInternet();
    let begun = false;
    const done = setting.retryer.do(() => (begun = true), { target: TARGET });
    await settled();
    expect(begun).to.equal(false);
    world.mend();
    world.prober.end(HOSTS[0]);
    await settled();
    expect(begun).to.equal(true);
    await done;
  });

  it('goes on when its monitor is stopped', async () => {
    const setting = await Setting.up();
    setting.cutInternet();
    const done = setting.retryer.do(() => 'freed', { target: TARGET });
    await settled();
    setting.world.clock.advance(300);
    await settled();
    expect(setting.events).to.deep.equal(['outage']);
    await setting.world.monitor.stop();
    expect(await done).to.equal('freed');
  });

  it('goes on when its monitor fails, and asks it no more', async () => {
    const setting = await Setting.up();
    const { clock, monitor, source } = setting.world;
    setting.cutInternet();
    const done = setting.retryer.do(() => 'freed', { target: TARGET });
    await settled();
    clock.advance(300);
    await settled();
    expect(setting.events).to.deep.equal(['outage']);
    source.fail(new Error('recvmsg'));
    expect(monitor.state).to.equal('unknown');
    expect(await done).to.equal('freed');
    clock.advance(60_000);
    await settled();
    expect(clock.pending).to.deep.equal([]);
    expect(await setting.retryer.do(() => 'at once', { target: TARGET })).to.equal('at once');
  });

  it('follows its retryer to another monitor, or to none', async () => {
    const setting = await Setting.up();
    setting.cutInternet();
    const done = setting.retryer.do(() => 'freed', { target: TARGET });
    await settled();
    setting.world.clock.advance(300);
    await settled();
    setting.retryer.setNetworkMonitor(new ScriptedNetwork('down'));
    await settled();
    expect(setting.events).to.deep.equal(['outage']);
    setting.retryer.setNetworkMonitor(null);
    expect(await done).to.equal('freed');
  });

  it('shares one target with all that go there', async () => {
    const setting = await Setting.up();
    const { source, prober } = setting.world;
    source.ways.set(LAN, 'ENETUNREACH');
    setting.cutInternet();
    const all = Promise.all(
      ['10.0.0.9:80', TARGET, new URL(TARGET)].map((target) => setting.retryer.do(() => 'done', { target })),
    );
    await settled();
    expect(source.aside).to.have.length(1);
    source.reroute(LAN, {});
    prober.end(LAN);
    expect(await all).to.have.length(3);
  });

  it('is refused by name when there is no such target', async () => {
    const { retryer } = new RetryHarness();
    for (const target of ['http://', 'db lan', 42 as never])
      expect(await retryer.do(() => 1, { target }).catch((error: unknown) => error)).to.include({
        code: 'ERR_NETWAKE_INVALID_OPTION',
        option: 'target',
      });
  });
});
