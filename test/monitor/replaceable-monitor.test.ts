import { expect } from 'chai';
import type { StateChange } from '../../lib/index.ts';
import { ReplaceableMonitor } from '../../lib/monitor/replaceable-monitor.ts';
import type { NetworkMonitorOptions } from '../../lib/monitor/settings.ts';
import { reasonOf } from '../support/codes.ts';
import { FakeWorld, HOSTS, settled } from '../support/fake-monitor.ts';
import { ManualClock } from '../support/manual-clock.ts';

/** A replaceable monitor, each of whose monitors lives in a world of its own. */
class Rig {
  readonly clock: ManualClock = new ManualClock();
  readonly worlds: FakeWorld[] = [];
  readonly monitor: ReplaceableMonitor;
  readonly told: StateChange[] = [];

  constructor() {
    const createMonitor = (options: NetworkMonitorOptions): FakeWorld['monitor'] => {
      const world = new FakeWorld(options);
      this.worlds.push(world);
      return world.monitor;
    };
    this.monitor = new ReplaceableMonitor({}, { clock: this.clock, createMonitor });
    this.monitor.on('state', (change) => this.told.push(change));
  }

  /** Its monitor is up, and what was told of that is forgotten. */
  static async up(): Promise<Rig> {
    const rig = new Rig();
    const started = rig.monitor.start();
    await decide(rig.latest);
    await started;
    rig.told.length = 0;
    return rig;
  }

  get latest(): FakeWorld {
    return this.worlds.at(-1)!;
  }

  get states(): string[] {
    return this.told.map(({ previous, state }) => `${previous} ${state}`);
  }
}

/** The first decision, and the round after it, come to what the hosts of `dead` leave. */
async function decide(world: FakeWorld, dead: readonly string[] = []): Promise<void> {
  await world.started();
  world.source.ready();
  for (let turn = 0; turn < 4; turn++) {
    for (const host of HOSTS)
      while (world.prober.addresses.includes(host)) world.prober.end(host, dead.includes(host) ? 'ETIMEDOUT' : null);
    await settled();
  }
}

describe('a monitor that is replaced', () => {
  it('is heard of no more, and tells nobody when the state is the same', async () => {
    const rig = await Rig.up();
    const [old] = rig.worlds as [FakeWorld];
    const replaced = rig.monitor.replace({ checkInterval: '1m' });
    await decide(rig.latest);
    expect(await replaced).to.equal(true);
    expect({ told: rig.told, closes: old.source.closes }).to.deep.equal({ told: [], closes: 1 });

    rig.latest.cut();
    expect(rig.states).to.deep.equal(['up down']);
  });

  it('keeps its subscribers, through any number of replacements', async () => {
    const rig = await Rig.up();
    const subscription = rig.monitor.subscribe();
    for (let count = 0; count < 3; count++) {
      const replaced = rig.monitor.replace({});
      await decide(rig.latest);
      await replaced;
      rig.latest.cut();
      expect((await subscription.next()).value).to.include({ previous: 'up', state: 'down' });
      rig.latest.mend();
      await decide(rig.latest);
      expect((await subscription.next()).value).to.include({ previous: 'down', state: 'up' });
    }
    await rig.monitor.stop();
    expect(await subscription.next()).to.deep.equal({ done: true, value: undefined });
  });

  it('tells one change when the state is another by the new options', async () => {
    const rig = await Rig.up();
    const replaced = rig.monitor.replace({});
    await decide(rig.latest, [HOSTS[1]]);
    await replaced;
    const [change] = rig.told;
    expect(rig.states).to.deep.equal(['up degraded']);
    expect(change).to.include({ reason: 'some-hosts-reachable' }).and.be.frozen;
    expect(change!.snapshot).to.deep.include({ state: 'degraded', since: change!.at });
    expect(rig.monitor.snapshot().since).to.deep.equal(change!.at);
  });

  it('goes on until every host has been verified: a degraded network is not up in between', async () => {
    const rig = new Rig();
    const started = rig.monitor.start();
    await decide(rig.latest, [HOSTS[1]]);
    await started;
    expect(rig.monitor.state).to.equal('degraded');
    rig.told.length = 0;

    const replaced = rig.monitor.replace({});
    await rig.latest.started();
    rig.latest.source.ready();
    rig.latest.prober.end(HOSTS[0]);
    await settled();
    expect(rig.latest.monitor.state).to.equal('up');
    expect(rig.monitor.state).to.equal('degraded');
    await decide(rig.latest, [HOSTS[1]]);
    await replaced;
    expect({ state: rig.monitor.state, told: rig.told }).to.deep.equal({ state: 'degraded', told: [] });
  });

  it('is heard of while the new one finds out', async () => {
    const rig = await Rig.up();
    const [old] = rig.worlds as [FakeWorld];
    const replaced = rig.monitor.replace({});
    old.cut();
    expect(rig.states).to.deep.equal(['up down']);
    for (const host of HOSTS) rig.latest.source.ways.set(host, 'ENETUNREACH');
    await decide(rig.latest);
    await replaced;
    expect(rig.states).to.deep.equal(['up down']);
  });

  it('has said all that the kernel had told, and so has the new one, before they are compared', async () => {
    const rig = await Rig.up();
    const [old] = rig.worlds as [FakeWorld];
    old.source.pending = () => old.cut();
    const replaced = rig.monitor.replace({});
    rig.latest.source.pending = () => rig.latest.cut();
    await decide(rig.latest);
    await replaced;
    expect(rig.states).to.deep.equal(['up down']);
  });

  it('tells once of what comes while they are compared', async () => {
    const rig = await Rig.up();
    const replaced = rig.monitor.replace({});
    const { latest } = rig;
    let drained = 0;
    latest.source.pending = () => {
      if (++drained === 2) latest.cut();
    };
    await decide(latest);
    await replaced;
    expect(drained).to.equal(2);
    expect(rig.states).to.deep.equal(['up down']);
  });

  it('is not compared before a captive portal has been asked for', async () => {
    const rig = await Rig.up();
    const replaced = rig.monitor.replace({ captivePortalUrl: 'http://portal.example/' });
    await decide(rig.latest);
    expect(rig.clock.pending).to.have.lengthOf(1);
    rig.latest.portal.answer(302, { location: 'http://login.example/' });
    rig.clock.advance(50);
    await replaced;
    expect(rig.states).to.deep.equal(['up degraded']);
    expect(rig.told[0]!.reason).to.equal('captive-portal');
  });

  it('leaves the state the time since when it has been so', async () => {
    const rig = await Rig.up();
    const { since } = rig.monitor.snapshot();
    for (let count = 0; count < 2; count++) {
      const replaced = rig.monitor.replace({});
      rig.latest.clock.setWall(60_000);
      await decide(rig.latest);
      await replaced;
      expect(rig.monitor.snapshot().since).to.equal(since);
    }
    rig.latest.cut();
    expect(rig.monitor.snapshot().since).to.not.equal(since);
  });

  it('stays when the new options are refused, or the new one can not start', async () => {
    const rig = await Rig.up();
    const [old] = rig.worlds as [FakeWorld];
    expect(await reasonOf(rig.monitor.replace({ checkInterval: '10' }))).to.include({
      code: 'ERR_NETWAKE_INVALID_OPTION',
    });
    const replaced = reasonOf(rig.monitor.replace({}));
    await rig.latest.started();
    rig.latest.source.fail(new Error('no sockets left'));
    expect((await replaced).message).to.equal('no sockets left');
    expect(rig.latest.source.closes).to.equal(1);
    old.cut();
    expect(rig.states).to.deep.equal(['up down']);
  });

  it('has but one successor: the last that was asked for', async () => {
    const rig = await Rig.up();
    const first = rig.monitor.replace({});
    const overtaken = rig.latest;
    await overtaken.started();
    const second = rig.monitor.replace({});
    await decide(rig.latest);
    expect([await first, await second]).to.deep.equal([false, true]);
    expect(overtaken.source.closes).to.equal(1);
    rig.latest.cut();
    expect(rig.states).to.deep.equal(['up down']);
  });

  it('has none once it has been stopped', async () => {
    const rig = await Rig.up();
    const replaced = rig.monitor.replace({});
    await rig.latest.started();
    await rig.monitor.stop();
    expect(await replaced).to.equal(false);
    expect(rig.worlds.map(({ source }) => source.closes)).to.deep.equal([1, 1]);
    expect(await rig.monitor.replace({})).to.equal(false);
    expect(rig.worlds).to.have.lengthOf(2);
  });

  it('leaves nothing behind when a listener stops it as it is replaced', async () => {
    for (const which of [0, 1]) {
      const rig = await Rig.up();
      rig.monitor.on('link', () => void rig.monitor.stop());
      const replaced = rig.monitor.replace({});
      const world = rig.worlds[which]!;
      let drained = 0;
      // The new one is drained twice, of which the second is heard.
      world.source.pending = () => {
        if (drained++ === which) world.cut();
      };
      await decide(rig.latest);
      expect(await replaced).to.equal(false);
      expect(rig.worlds.map(({ source }) => source.closes)).to.deep.equal([1, 1]);
    }
  });

  it('needs to have been started', async () => {
    expect(await reasonOf(new Rig().monitor.replace({}))).to.include({ code: 'ERR_NETWAKE_STATE' });
  });

  it('hands on a check that was under way', async () => {
    const rig = await Rig.up();
    const replaced = rig.monitor.replace({});
    const check = rig.monitor.check();
    await decide(rig.latest);
    await replaced;
    await decide(rig.latest);
    expect(await check).to.include({ state: 'up', reachable: 2 });
  });

  it('hands on who listens to its events, and is not listened to for nothing', async () => {
    const rig = await Rig.up();
    const links: boolean[] = [];
    expect(rig.worlds[0]!.monitor.listenerCount('link')).to.equal(0);
    rig.monitor.on('link', ({ current }) => links.push(current!.carrier));
    rig.worlds[0]!.cut();
    const replaced = rig.monitor.replace({});
    await decide(rig.latest);
    await replaced;
    rig.latest.cut();
    expect(links).to.deep.equal([false, false]);
  });
});
