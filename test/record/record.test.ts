import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Header } from '../../lib/record/format.ts';
import { readRecording } from '../../lib/replay/recording-file.ts';
import { replay } from '../../lib/replay/replay.ts';
import { reasonOf } from '../support/codes.ts';
import { FakeWorld, HOSTS, settled } from '../support/fake-monitor.ts';
import { link } from '../support/records.ts';
import { Scratch } from '../support/scratch.ts';
import { Log, linesOf, replayedStates, typesOf } from '../support/recorded.ts';

describe('monitor.record()', () => {
  let scratch: Scratch;
  let file: string;

  beforeEach(() => {
    scratch = new Scratch();
    file = scratch.path('recording');
  });

  afterEach(() => scratch[Symbol.dispose]());

  describe('before start()', () => {
    it('writes a header at once when the monitor starts, and all that follows', async () => {
      const world = new FakeWorld({ ignoreInterfaces: ['docker*'] });
      const recording = await world.monitor.record(file);
      expect(recording).to.include({ path: file, active: true, entries: 0, bytes: 0 });
      const started = world.monitor.start();
      world.source.ready();
      world.clock.advance(7);
      world.prober.endAll();
      await started;
      await world.monitor.stop();
      expect(recording.active).to.equal(false);
      const [header, batch, watch, probe, ...rest] = linesOf(file);
      expect(header).to.deep.include({ type: 'header', version: 1, anonymized: false, checkpoint: null });
      expect((header as Header).settings).to.deep.include({ checkIntervalMs: 10_000, ignoreInterfaces: ['docker*'] });
      expect(batch).to.deep.include({ type: 'batch', at: 0 });
      expect(watch).to.deep.include({ type: 'watch' });
      expect(probe).to.deep.include({ type: 'probe', probe: 1 });
      expect(rest.find(({ type }) => type === 'outcome')).to.deep.include({ at: 7, probe: 1, rttMs: 1.5 });
      expect(rest.slice(-2)).to.deep.include.members([{ at: 7, type: 'end', reason: 'stopped' }]);
      expect(recording).to.include({ entries: linesOf(file).length - 1 });
    });

    it('replays to what listeners were told', async () => {
      const world = new FakeWorld();
      await world.monitor.record(file);
      const started = world.monitor.start();
      world.source.ready();
      world.prober.endAll();
      await started;
      world.cut();
      world.mend();
      world.prober.endAll('ETIMEDOUT');
      world.clock.advance(10);
      world.prober.end(HOSTS[0]);
      await world.monitor.stop();
      expect(world.states).to.deep.equal(['up', 'down', 'up', 'unknown']);
      expect(await replayedStates(file)).to.deep.equal(world.states);
    });
  });

  it('replays what a listener reads in the middle of what it is told', async () => {
    const world = await FakeWorld.down({ notifyOnChange: true });
    await world.monitor.record(file);
    world.mend();
    world.prober.end(HOSTS[1], 'ETIMEDOUT');
    // The second host is to get a socket of its own now, but its way is gone before the monitor comes to that.
    world.source.pending = () => world.source.reroute(HOSTS[1], 'ENETUNREACH');
    world.monitor.once('state', () => world.monitor.refresh());
    world.prober.end(HOSTS[0]);
    expect(world.prober.addresses).to.deep.equal([]);
    world.cut();
    world.mend();
    world.prober.end(HOSTS[0]);
    await world.monitor.stop();
    expect(linesOf(file).filter((line) => 'within' in line)).to.have.length(1);
    expect(await replayedStates(file)).to.deep.equal(world.states);
  });

  it('replays lost ways to the same states, and holds none of the questions that are asked for who listens to them', async () => {
    const cable = { interfaceIndex: 3, source: '10.0.1.2', gateway: '10.0.1.1' };
    const recorded = async (path: string, listens: boolean): Promise<string[]> => {
      const world = new FakeWorld();
      const lost: string[] = [];
      if (listens) world.monitor.on('path', (event) => lost.push(...event.lost.map(({ cause }) => cause)));
      world.source.links.push(link(3, 'eth1'));
      world.source.routed = [3];
      await world.monitor.record(path);
      const started = world.monitor.start();
      world.source.ready();
      world.prober.endAll();
      await started;
      for (const host of HOSTS) world.source.ways.set(host, cable);
      world.source.reroute(HOSTS[0], cable);
      world.prober.endAll();
      world.source.reroute(HOSTS[0], 'ENETUNREACH', { links: [link(3, 'eth1', { carrier: false })] });
      await world.monitor.stop();
      expect(world.source.routeQuestions > 0).to.equal(listens);
      expect(lost.length > 0).to.equal(listens);
      expect(await replayedStates(path)).to.deep.equal(world.states);
      return linesOf(path).map((line) => JSON.stringify({ ...line, wall: null }));
    };
    expect(await recorded(file, true)).to.deep.equal(await recorded(scratch.path('unheard'), false));
  });

  describe('is refused', () => {
    for (const [what, path, cause] of [
      ['where nothing can be made', '/sys/recording', 'EACCES'],
      ['in a folder that is not there', '/nonesuch/recording', 'ENOENT'],
      ['on a folder', '/', 'EEXIST'],
    ] as const) {
      it(`${what}, by the name of the option and the value`, async () => {
        const error = await reasonOf(new FakeWorld().monitor.record(path));
        expect(error).to.include({ code: 'ERR_NETWAKE_INVALID_OPTION', option: 'path', received: path });
        expect(error.cause).to.include({ code: cause });
      });
    }

    it('on a file that is there, which stays as it is', async () => {
      writeFileSync(file, 'mine');
      const error = await reasonOf(new FakeWorld().monitor.record(file));
      expect(error).to.include({ code: 'ERR_NETWAKE_INVALID_OPTION', received: file });
      expect(readFileSync(file, 'utf8')).to.equal('mine');
    });

    it('on a file that is there, also in /dev', async () => {
      const shared = `/dev/shm/netwake-${process.pid}`;
      writeFileSync(shared, 'mine');
      try {
        expect(await reasonOf(new FakeWorld().monitor.record(shared))).to.include({ received: shared });
        expect(readFileSync(shared, 'utf8')).to.equal('mine');
      } finally {
        rmSync(shared);
      }
    });

    it('with a bad option, before it makes a file', async () => {
      const { monitor } = new FakeWorld();
      expect(await reasonOf(monitor.record(''))).to.include({ code: 'ERR_NETWAKE_INVALID_OPTION', option: 'path' });
      expect(await reasonOf(monitor.record(7 as never))).to.include({ option: 'path', received: 7 });
      expect(await reasonOf(monitor.record(file, { maxBytes: 0 }))).to.include({ option: 'maxBytes', received: 0 });
      expect(await reasonOf(monitor.record(file, { anonymize: 'yes' as never }))).to.include({ option: 'anonymize' });
      expect(await reasonOf(monitor.record(file, { anonymise: true } as never))).to.include({
        code: 'ERR_NETWAKE_UNKNOWN_OPTION',
        suggestion: 'anonymize',
      });
      expect(existsSync(file)).to.equal(false);
    });

    it('after stop()', async () => {
      const world = await FakeWorld.up();
      await world.monitor.stop();
      expect(await reasonOf(world.monitor.record(file))).to.include({ code: 'ERR_NETWAKE_STOPPED' });
    });
  });

  it('makes a file that others may not read', async () => {
    await new FakeWorld().monitor.record(file);
    expect(statSync(file).mode & 0o777).to.equal(0o600);
  });

  it('puts the process id in the place of %p', async () => {
    const { path } = await new FakeWorld().monitor.record(scratch.path('recording-%p'));
    expect(path).to.equal(scratch.path(`recording-${process.pid}`));
  });

  it('tells when the wall clock was set, so that the states have its times', async () => {
    const world = await FakeWorld.up();
    await world.monitor.record(file);
    world.clock.setWall(3_600_000);
    world.clock.advance(5);
    world.cut();
    const { at } = world.changes[0]!;
    await world.monitor.stop();
    expect(linesOf(file).filter(({ type }) => type === 'clock')).to.deep.equal([
      { at: 5, type: 'clock', wall: at.toISOString() },
    ]);
    const times: Date[] = [];
    await replay(await readRecording(file), (change) => times.push(change.at));
    expect(times[0]).to.deep.equal(at);
  });

  it('after one that has ended hears nothing of what that one asked', async () => {
    const world = new FakeWorld({ checkHosts: ['name.example:53'] });
    const first = await world.monitor.record(file);
    const started = world.monitor.start();
    world.source.ready();
    await first.stop();
    const other = scratch.path('other');
    await world.monitor.record(other);
    await world.resolver.fail('ENOTFOUND');
    await world.resolver.answer({ family: 4, address: HOSTS[0] });
    world.prober.endAll();
    await started;
    await world.monitor.stop();
    expect(typesOf(other).filter((type) => type === 'answer')).to.have.length(1);
    expect(await replayedStates(other)).to.deep.equal(['up', 'unknown']);
  });

  it('anonymized, holds no name or address of where it began', async () => {
    const world = await FakeWorld.up({ preferredInterfaces: ['eth0'], ignoreInterfaces: ['docker*'] });
    void world.monitor.check();
    await settled();
    await world.monitor.record(file, { anonymize: true });
    world.prober.endAll();
    world.cut();
    await world.monitor.stop();
    expect(readFileSync(file, 'utf8')).to.not.match(/eth0|docker|192\.0\.2\.|10\.0\.0\.|02:00:00:00:00:01/);
    expect(await replayedStates(file)).to.deep.equal(['down', 'unknown']);
  });

  it('ends when the file is as large as it may be, with a line in the log', async () => {
    const log = new Log();
    const world = new FakeWorld({ logger: log.logger });
    const recording = await world.monitor.record(file, { maxBytes: 1_500 });
    const started = world.monitor.start();
    world.source.ready();
    world.prober.endAll();
    await started;
    expect(recording.active).to.equal(false);
    await recording.stop();
    expect(log.at('warn')).to.deep.equal([{ path: file, maxBytes: 1_500 }]);
    expect(recording.bytes).to.be.at.most(1_500);
    expect(linesOf(file).at(-1)).to.include({ type: 'end', reason: 'limit' });
    expect((await readRecording(file)).complete).to.equal(true);
    world.cut();
    expect(world.states).to.deep.equal(['up', 'down']);
  });

  it('that cannot write ends with a line in the log, and the monitor goes on', async () => {
    const log = new Log();
    const world = new FakeWorld({ logger: log.logger });
    const recording = await world.monitor.record('/dev/full');
    const started = world.monitor.start();
    world.source.ready();
    world.prober.endAll();
    await started;
    await recording.stop();
    expect(recording.active).to.equal(false);
    expect(log.at('error').map(({ error }) => (error as NodeJS.ErrnoException).code)).to.deep.equal(['ENOSPC']);
    world.cut();
    expect(world.states).to.deep.equal(['up', 'down']);
    await world.monitor.stop();
  });
});
