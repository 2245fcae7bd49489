import { expect } from 'chai';
import { reasonOf } from '../support/codes.ts';
import { FakeWorld, settled } from '../support/fake-monitor.ts';

const LAN = '10.0.0.9';

describe('a check of a target', () => {
  it('probes it once, whatever the state', async () => {
    const { monitor, prober } = await FakeWorld.up();
    using target = monitor.target(`${LAN}:5432`);
    const checked = target.check();
    expect(prober.addresses).to.deep.equal([LAN]);
    prober.endAll();
    expect(await checked).to.deep.equal({ state: 'up', reachable: true, rttMs: 1.5, error: null });
    const silent = target.check();
    prober.endAll('ETIMEDOUT');
    expect(await silent).to.deep.equal({ state: 'up', reachable: false, rttMs: null, error: 'ETIMEDOUT' });
    expect(target.isUsable(), 'a dead server is no outage').to.equal(true);
  });

  it('sends nothing without a way', async () => {
    const { monitor, prober, source } = await FakeWorld.up();
    using target = monitor.target(`${LAN}:5432`);
    source.reroute(LAN, 'ENETUNREACH');
    expect(await target.check()).to.deep.equal({ state: 'down', reachable: false, rttMs: null, error: 'ENETUNREACH' });
    expect(prober.open.size).to.equal(0);
  });

  it('finds out while the network is down that what answered does so no more', async () => {
    const { monitor, prober } = await FakeWorld.isolated();
    using target = monitor.target(`${LAN}:5432`);
    const waiting = target.waitUntilUsable();
    prober.endAll();
    await waiting;
    const checked = target.check();
    expect(target.isUsable()).to.equal(true);
    prober.endAll('EHOSTUNREACH');
    expect(await checked).to.include({ state: 'down', reachable: false });
    expect(target.isUsable()).to.equal(false);
  });

  it('shares its probe with all that are asked for at the same time, and theirs with one after it', async () => {
    const { monitor, prober } = await FakeWorld.up();
    using target = monitor.target(`${LAN}:5432`);
    const checked = Array.from({ length: 1_000 }, () => target.check());
    prober.endAll('EHOSTUNREACH');
    prober.endAll('EHOSTUNREACH');
    expect((await Promise.all(checked)).filter(({ reachable }) => reachable)).to.deep.equal([]);
    expect(prober.asked.filter((asked) => asked === LAN)).to.have.length(2);
    expect(prober.open.size).to.equal(0);
  });

  it('is not answered by the failure of a probe that was made before it', async () => {
    const { monitor, prober } = await FakeWorld.up();
    using target = monitor.target(`${LAN}:5432`);
    const first = target.check();
    let second = false;
    void target.check().then(({ reachable }) => (second = reachable === true));
    prober.endAll('EHOSTUNREACH');
    expect(await first).to.include({ reachable: false });
    await settled();
    expect(second).to.equal(false);
    prober.endAll();
    await settled();
    expect(second).to.equal(true);
  });

  it('is answered at once by whatever shows that it answers', async () => {
    const { monitor, prober } = await FakeWorld.up();
    using target = monitor.target(`${LAN}:5432`);
    const all = Promise.all([target.check(), target.check()]);
    prober.endAll();
    expect((await all).map(({ reachable }) => reachable)).to.deep.equal([true, true]);
    expect(prober.open.size).to.equal(0);
  });

  it('goes by the way of the time when that moves meanwhile', async () => {
    const { monitor, prober, source } = await FakeWorld.up();
    using target = monitor.target(`${LAN}:5432`);
    const checked = target.check();
    source.reroute(LAN, { source: '10.0.0.3' });
    expect(prober.addresses).to.deep.equal([LAN]);
    prober.endAll();
    expect(await checked).to.include({ state: 'up', reachable: true });
  });

  it('of one that gives up leaves the others theirs', async () => {
    const { monitor, prober } = await FakeWorld.up();
    using target = monitor.target(`${LAN}:5432`);
    const aborting = new AbortController();
    const first = target.check({ signal: aborting.signal }).catch((error: unknown) => error);
    const second = target.check();
    aborting.abort('enough');
    expect(await first).to.equal('enough');
    prober.endAll('EHOSTUNREACH');
    prober.open.size > 0 && prober.endAll('EHOSTUNREACH');
    expect(await second).to.include({ reachable: false });
  });

  it('of one that is disposed of leaves the others theirs', async () => {
    const { monitor, prober } = await FakeWorld.up();
    const leaving = monitor.target(LAN);
    using staying = monitor.target(LAN);
    const left = leaving.check().catch((error: unknown) => error);
    const answered = staying.check();
    leaving[Symbol.dispose]();
    expect(await left).to.have.property('code', 'ERR_NETWAKE_STATE');
    prober.endAll();
    expect(await answered).to.include({ reachable: true });
  });

  it('waits for the first look at the machine, which tells of the way', async () => {
    const { monitor, prober, source } = new FakeWorld({ checkHosts: [] });
    void monitor.start();
    using target = monitor.target(`${LAN}:5432`);
    const checked = target.check();
    await settled();
    expect(prober.open.size).to.equal(0);
    source.ready();
    expect(prober.addresses).to.deep.equal([LAN]);
    prober.endAll();
    expect(await checked).to.deep.equal({ state: 'up', reachable: true, rttMs: 1.5, error: null });
  });

  it('sends nothing when that finds no way', async () => {
    const { monitor, prober, source } = new FakeWorld({ checkHosts: [] });
    void monitor.start();
    using target = monitor.target(`${LAN}:5432`);
    const checked = target.check();
    source.ways.set(LAN, 'ENETUNREACH');
    source.ready();
    expect(await checked).to.include({ state: 'down', error: 'ENETUNREACH' });
    expect(prober.open.size).to.equal(0);
  });

  it('is rejected when the monitor fails before that, then and later', async () => {
    const { monitor, source } = new FakeWorld();
    const started = reasonOf(monitor.start());
    const target = monitor.target(LAN);
    const checked = reasonOf(target.check());
    const error = new Error('recvmsg');
    source.fail(error);
    expect(await started).to.equal(error);
    for (const check of [checked, reasonOf(target.check()), reasonOf(monitor.target(LAN).check())])
      expect(await check).to.include({ code: 'ERR_NETWAKE_STATE', cause: error });
  });

  it('goes by the way that was known when the monitor failed, where there was one', async () => {
    const { monitor, prober, source } = await FakeWorld.up();
    using target = monitor.target(LAN);
    const checked = target.check();
    source.fail(new Error('recvmsg'));
    prober.endAll();
    expect(await checked).to.include({ reachable: true });
    const later = target.check();
    prober.endAll();
    expect(await later).to.include({ reachable: true });
    expect(await reasonOf(monitor.target('10.0.0.10').check())).to.have.property('code', 'ERR_NETWAKE_STATE');
  });
});
