import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import type { NetworkMonitorOptions } from '../../lib/index.ts';
import { judgePortal } from '../../lib/monitor/judge-portal.ts';
import { readRecording } from '../../lib/replay/recording-file.ts';
import { replay } from '../../lib/replay/replay.ts';
import { FakeWorld, HOSTS } from '../support/fake-monitor.ts';
import { address, link } from '../support/records.ts';
import { linesOf, replayedStates } from '../support/recorded.ts';
import { Scratch } from '../support/scratch.ts';

const URL_ASKED = 'http://portal.example/generate_204';
const PORTAL: NetworkMonitorOptions = { captivePortalUrl: URL_ASKED, checkTimeout: '3s' };
const LOGIN = { location: 'https://login.example/?mac=02:00:00:00:00:01' };

/** A whole round in which every host answers. */
function round(world: FakeWorld): void {
  world.clock.advance(10_000);
  world.prober.endAll();
}

describe('an answer in the place of the URL', () => {
  for (const [status, answer] of [
    ['open', { httpStatus: 204, empty: true }],
    ['open', { httpStatus: 200, empty: true }],
    ['captive', { httpStatus: 200 }],
    ['captive', { httpStatus: 302 }],
    ['captive', { httpStatus: 404 }],
    ['captive', { httpStatus: 511 }],
    ['unknown', { error: 'ETIMEDOUT' }],
    ['unknown', { error: 'ETIMEDOUT', httpStatus: 200 }],
  ] as const) {
    it(`is ${status} for ${JSON.stringify(answer)}`, () => {
      expect(judgePortal({ error: null, httpStatus: null, empty: false, location: null, ...answer })).to.equal(status);
    });
  }
});

describe('a monitor that looks for captive portals', () => {
  it('asks once a host has answered, which nobody waits for', async () => {
    const world = new FakeWorld(PORTAL);
    const started = world.monitor.start();
    world.source.ready();
    expect(world.portal.asked).to.deep.equal([]);
    world.prober.end(HOSTS[0]);
    await started;
    expect(world.monitor.state).to.equal('up');
    expect(world.portal.asked).to.deep.equal([{ url: URL_ASKED, source: null, timeoutMs: 3_000 }]);
  });

  it('is degraded while one answers, and up as soon as it opens', async () => {
    const world = await FakeWorld.up(PORTAL);
    world.portal.answer(302, LOGIN);
    expect(world.changes[0]).to.include({ state: 'degraded', reason: 'captive-portal' });
    expect(world.changes[0]!.cause).to.deep.equal({ type: 'probe', host: 'portal.example' });
    expect(world.monitor.isUsable()).to.equal(true);
    await world.monitor.waitForNetwork();
    round(world);
    world.portal.answer(204);
    expect(world.states).to.deep.equal(['degraded', 'up']);
    expect(world.monitor.snapshot()).to.include({ state: 'up', reason: 'all-hosts-reachable' });
  });

  it('tells whoever waits for up, and not for less', async () => {
    const world = await FakeWorld.up(PORTAL);
    world.portal.answer(511);
    let up = false;
    const waiting = world.monitor.waitForNetwork({ minimum: 'up' }).then(() => (up = true));
    round(world);
    await Promise.resolve();
    expect(up).to.equal(false);
    world.portal.answer(204);
    await waiting;
  });

  it('shows in the snapshot what was answered, and when', async () => {
    const world = await FakeWorld.up(PORTAL);
    const nothing = { status: 'unknown', checkedAt: null, httpStatus: null, location: null, error: null };
    expect(world.monitor.snapshot().portal).to.deep.equal(nothing);
    world.clock.advance(70);
    world.portal.answer(302, LOGIN);
    const { portal } = world.monitor.snapshot();
    const checkedAt = world.clock.wallNow();
    expect(portal).to.deep.equal({ status: 'captive', checkedAt, httpStatus: 302, ...LOGIN, error: null });
    expect(portal).to.be.frozen;
    expect(world.changes[0]!.snapshot.portal).to.deep.equal(portal);
  });

  it('shows why there was no answer, which changes nothing', async () => {
    const world = await FakeWorld.up(PORTAL);
    world.portal.fail('ENOTFOUND');
    expect(world.monitor.snapshot().portal).to.include({ status: 'unknown', error: 'ENOTFOUND', httpStatus: null });
    expect([world.monitor.state, world.states]).to.deep.equal(['up', []]);
  });

  it('asks anew over a new way, and shows nothing of the old one', async () => {
    const world = await FakeWorld.up(PORTAL);
    world.portal.answer(204);
    world.source.reroute(HOSTS[0], { gateway: '10.0.0.9' });
    expect(world.portal.open.size).to.equal(1);
    expect(world.monitor.snapshot().portal).to.include({ status: 'unknown', checkedAt: null, httpStatus: null });
  });

  it('gives up an older check for a newer', async () => {
    const world = await FakeWorld.up(PORTAL);
    world.source.reroute(HOSTS[0], { gateway: '10.0.0.9' });
    expect([world.portal.asked.length, world.portal.open.size]).to.deep.equal([2, 1]);
  });

  it('asks nothing without a way, whatever was under way', async () => {
    const world = await FakeWorld.up(PORTAL);
    world.cut();
    expect(world.portal.open.size).to.equal(0);
    world.clock.advance(3_600_000);
    expect(world.portal.asked.length).to.equal(1);
    world.mend();
    world.prober.end(HOSTS[0]);
    expect(world.portal.open.size).to.equal(1);
  });

  it('asks from the address of an interface that is preferred', async () => {
    const world = new FakeWorld({ ...PORTAL, preferredInterfaces: ['eth0'] });
    for (const host of HOSTS) world.source.ways.set(host, { source: '10.0.0.2' });
    const started = world.monitor.start();
    world.source.ready();
    world.prober.endAll();
    await started;
    expect(world.portal.asked[0]).to.include({ source: '10.0.0.2' });
  });

  it('asks an address of one family from none of the other', async () => {
    const world = new FakeWorld({ captivePortalUrl: 'http://[2001:db8::1]/', preferredInterfaces: ['eth0'] });
    for (const host of HOSTS) world.source.ways.set(host, { source: '10.0.0.2' });
    const started = world.monitor.start();
    world.source.ready();
    world.prober.endAll();
    await started;
    expect(world.portal.asked[0]).to.include({ source: null });
  });

  it('ends what it asked when it is stopped', async () => {
    const world = await FakeWorld.up(PORTAL);
    await world.monitor.stop();
    expect(world.portal.open.size).to.equal(0);
  });

  it('does so every check interval in link-only mode, while there is one', async () => {
    const world = await FakeWorld.up({ ...PORTAL, checkHosts: [] });
    world.portal.answer(200);
    expect(world.monitor.snapshot()).to.include({ state: 'degraded', reason: 'captive-portal' });
    world.clock.advance(10_000);
    world.portal.answer(204);
    expect(world.monitor.snapshot()).to.include({ state: 'up', reason: 'link-usable' });
    world.clock.advance(3_600_000);
    expect(world.portal.asked.length).to.equal(2);
  });

  it('is none by default: nothing is asked, and the snapshot has null', async () => {
    const world = await FakeWorld.up();
    expect([world.portal.asked, world.monitor.snapshot().portal]).to.deep.equal([[], null]);
    expect(new FakeWorld(PORTAL).monitor.snapshot().portal).to.include({ status: 'unknown' });
  });
});

describe('the recording of a monitor that looks for captive portals', () => {
  let scratch: Scratch;
  let file: string;

  beforeEach(() => {
    scratch = new Scratch();
    file = scratch.path('recording');
  });

  afterEach(() => scratch[Symbol.dispose]());

  /** What happens while it is recorded, until its end. */
  function live(world: FakeWorld): void {
    world.portal.answer(302, LOGIN);
    round(world);
    world.portal.fail('ETIMEDOUT');
    round(world);
    world.portal.answer(204);
    world.cut();
  }

  for (const anonymize of [false, true]) {
    it(`leads to the same states${anonymize ? ' when it is anonymized, and tells of nobody' : ''}`, async () => {
      const world = new FakeWorld(PORTAL);
      await world.monitor.record(file, { anonymize });
      const started = world.monitor.start();
      world.source.ready();
      world.prober.endAll();
      await started;
      live(world);
      await world.monitor.stop();
      expect(world.states).to.deep.equal(['up', 'degraded', 'up', 'down', 'unknown']);
      expect(await replayedStates(file)).to.deep.equal(world.states);
      expect(/(portal|login)\.example|generate|mac=/.test(readFileSync(file, 'utf8'))).to.equal(!anonymize);
    });
  }

  it('begun while one is asked for asks anew, in the replay as well', async () => {
    const world = await FakeWorld.up(PORTAL);
    await world.monitor.record(file);
    expect([world.portal.asked.length, world.portal.open.size]).to.deep.equal([2, 1]);
    live(world);
    await world.monitor.stop();
    expect(await replayedStates(file)).to.deep.equal(['degraded', 'up', 'down', 'unknown']);
  });

  it('begun behind one knows of it, with what it answered', async () => {
    const world = await FakeWorld.up(PORTAL);
    world.portal.answer(302, LOGIN);
    await world.monitor.record(file);
    const { portal } = world.monitor.snapshot();
    round(world);
    world.cut();
    await world.monitor.stop();
    const [header] = linesOf(file);
    expect(header).to.have.nested.property('checkpoint.engine.portal.answer.httpStatus', 302);
    const portals: unknown[] = [];
    await replay(await readRecording(file), (change) => portals.push(change.snapshot.portal));
    expect(portals[0]).to.include({ status: 'unknown', httpStatus: null });
    expect(portal).to.include({ status: 'captive', httpStatus: 302 });
    expect(await replayedStates(file)).to.deep.equal(['down', 'unknown']);
  });
});

describe('the recording of one without check hosts', () => {
  it('leads to the same states although it was made before its way told the interface', async () => {
    using scratch = new Scratch();
    const file = scratch.path('recording');
    const world = await FakeWorld.up({ ...PORTAL, checkHosts: [] });
    world.portal.answer(302, LOGIN);
    await world.monitor.record(file);
    world.source.relink({ mtu: 1_400 });
    world.cut();
    await world.monitor.stop();
    const text = readFileSync(file, 'utf8');
    expect(text).to.include('"key":"link-usable 2"');
    writeFileSync(file, text.replace('"key":"link-usable 2"', '"key":"link-usable"'));
    expect(await replayedStates(file)).to.deep.equal(['down', 'unknown']);
  });
});

describe('a monitor without check hosts that looks for captive portals', () => {
  it('asks again after the interval when nothing has answered', async () => {
    const world = await FakeWorld.up({ ...PORTAL, checkHosts: [] });
    world.portal.fail('ETIMEDOUT');
    expect(world.monitor.state).to.equal('up');
    world.clock.advance(10_000);
    expect(world.portal.asked).to.have.length(2);
  });

  describe('and has found none', () => {
    async function open(): Promise<FakeWorld> {
      const world = await FakeWorld.up({ ...PORTAL, checkHosts: [] });
      world.portal.answer(204);
      world.source.emit({ links: [link(3, 'wlan0')], addresses: [address(3, '192.168.7.2/24')] });
      return world;
    }

    it('asks again when it is another interface by which the network can be used', async () => {
      const { monitor, portal, source } = await open();
      expect(portal.asked).to.have.length(1);
      source.relink({ carrier: false });
      expect(monitor.snapshot().portal).to.include({ status: 'unknown' });
      expect(portal.asked).to.have.length(2);
      portal.answer(302, LOGIN);
      expect(monitor.snapshot()).to.include({ state: 'degraded', reason: 'captive-portal' });
    });

    it('does not for interfaces that come and go beside that', async () => {
      const { monitor, portal, source } = await open();
      source.emit({ links: [{ ...link(3, 'wlan0'), carrier: false }] });
      source.relink({ mtu: 1_400 });
      expect(portal.asked).to.have.length(1);
      expect(monitor.snapshot().portal).to.include({ status: 'open' });
    });
  });
});
