import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { NetworkMonitor } from '../../lib/monitor/network-monitor.ts';
import type { Entry, Header } from '../../lib/record/format.ts';
import type { Recording } from '../../lib/record/recording.ts';
import { readRecording } from '../../lib/replay/recording-file.ts';
import { replay } from '../../lib/replay/replay.ts';
import { reasonOf } from '../support/codes.ts';
import { FakeWorld, HOSTS, settled } from '../support/fake-monitor.ts';
import { address, link } from '../support/records.ts';
import { Scratch } from '../support/scratch.ts';

/** What is logged, by level. */
class Log {
  readonly lines: Array<[level: string, fields: Record<string, unknown>]> = [];
  readonly logger = Object.fromEntries(
    ['debug', 'info', 'warn', 'error'].map((level) => [
      level,
      (fields: object) => this.lines.push([level, fields as Record<string, unknown>]),
    ]),
  ) as never;

  at(level: string): Array<Record<string, unknown>> {
    return this.lines.flatMap((line) => (line[0] === level ? [line[1]] : []));
  }
}

function linesOf(file: string): Array<Header | Entry> {
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Header | Entry);
}

function typesOf(file: string): string[] {
  return linesOf(file).map(({ type }) => type);
}

async function replayedStates(file: string): Promise<string[]> {
  const states: string[] = [];
  const difference = await replay(await readRecording(file), ({ state }) => states.push(state));
  expect(difference?.message).to.equal(undefined);
  return states;
}

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

  describe('while the monitor runs', () => {
    it('begins with where it stands, and starts afresh what is under way', async () => {
      const world = await FakeWorld.up();
      void world.monitor.check();
      await settled();
      const before = [...world.prober.open];
      expect(before).to.have.length(2);
      await world.monitor.record(file);
      expect([...world.prober.open])
        .to.have.length(2)
        .and.not.include.members(before);
      world.prober.endAll('ETIMEDOUT');
      world.prober.endAll('ETIMEDOUT');
      await world.monitor.stop();
      expect((linesOf(file)[0] as Header).checkpoint?.session).to.include({ state: 'up' });
      expect(world.states).to.deep.equal(['down', 'unknown']);
      expect(await replayedStates(file)).to.deep.equal(world.states);
    });

    it('knows by which interface there last was a way, which explains why there is none', async () => {
      const other = { ...address(3, '10.0.1.2/24') };
      const world = new FakeWorld();
      Object.assign(world.source, { links: [link(2, 'eth0'), link(3, 'eth1')] });
      world.source.addresses.push(other);
      world.source.ways.set(HOSTS[1], { interfaceIndex: 3 });
      const started = world.monitor.start();
      world.source.ready();
      world.prober.endAll();
      await started;
      world.source.links.shift();
      world.source.reroute(HOSTS[0], 'ENETUNREACH', { removedLinks: [2] });
      await world.monitor.record(file);
      const { length } = world.changes;
      world.source.relink({ carrier: false });
      await world.monitor.stop();
      expect(world.changes[length]).to.include({ state: 'down', reason: 'no-interface' });
      expect(await replayedStates(file)).to.deep.equal(['down', 'unknown']);
    });

    it('leaves timers what is left of them', async () => {
      const world = await FakeWorld.up({ checkInterval: '10s' });
      world.clock.advance(4_000);
      await world.monitor.record(file);
      expect(world.clock.pending.map(({ delayMs }) => delayMs)).to.deep.equal([6_000]);
      world.clock.advance(6_000);
      world.prober.endAll();
      await world.monitor.stop();
      expect(await replayedStates(file)).to.deep.equal(['unknown']);
    });

    it('waits for the first view', async () => {
      const world = new FakeWorld();
      const started = world.monitor.start();
      const recording = world.monitor.record(file);
      await settled();
      world.source.ready();
      await recording;
      world.prober.endAll();
      await started;
      await world.monitor.stop();
      expect(await replayedStates(file)).to.deep.equal(['up', 'unknown']);
    });

    it('asks again for names whose lookup was under way', async () => {
      const world = new FakeWorld({ checkHosts: ['name.example:53'] });
      const started = world.monitor.start();
      world.source.ready();
      await world.monitor.record(file);
      expect(world.resolver.asked).to.have.length(2);
      // The first answer is nobody's any more.
      await world.resolver.answer({ family: 4, address: '192.0.2.9' });
      expect(world.prober.addresses).to.deep.equal([]);
      await world.resolver.answer({ family: 4, address: HOSTS[0] });
      world.prober.endAll();
      await started;
      await world.monitor.stop();
      expect(await replayedStates(file)).to.deep.equal(['up', 'unknown']);
    });

    it('of two, each tells the whole, also of the start of the other', async () => {
      const world = await FakeWorld.up();
      const other = scratch.path('other');
      await world.monitor.record(file);
      void world.monitor.check();
      await settled();
      const second = await world.monitor.record(other);
      world.prober.endAll();
      world.cut();
      await second.stop();
      world.mend();
      world.prober.endAll();
      await world.monitor.stop();
      expect(await replayedStates(file)).to.deep.equal(['down', 'up', 'unknown']);
      expect(await replayedStates(other)).to.deep.equal(['down']);
      expect(typesOf(file).filter((type) => type === 'relaunch')).to.have.length(2);
    });

    it('leaves the monitor to itself when the last has ended', async () => {
      const world = await FakeWorld.up();
      await using recording: Recording = await world.monitor.record(file);
      expect(world.source.tapped).to.equal(true);
      await recording.stop();
      await recording.stop();
      expect(world.source.tapped).to.equal(false);
      const { size } = statSync(file);
      world.cut();
      await settled();
      expect(statSync(file).size).to.equal(size);
      expect(typesOf(file).at(-1)).to.equal('end');
    });
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

describe('NETWAKE_RECORD', () => {
  let scratch: Scratch;

  beforeEach(() => {
    scratch = new Scratch();
  });

  afterEach(() => {
    scratch[Symbol.dispose]();
    delete process.env['NETWAKE_RECORD'];
    delete process.env['NETWAKE_RECORD_ANONYMIZE'];
  });

  const live = async (world: FakeWorld): Promise<void> => {
    const started = world.monitor.start();
    await world.started();
    world.source.ready();
    world.prober.endAll();
    await started;
    await world.monitor.stop();
  };

  it('records every monitor, each to a file of its own', async () => {
    const file = (process.env['NETWAKE_RECORD'] = scratch.path('recording'));
    await Promise.all([live(new FakeWorld()), live(new FakeWorld())]);
    for (const each of [file, `${file}.2`]) expect(await replayedStates(each)).to.deep.equal(['up', 'unknown']);
  });

  it('anonymizes when NETWAKE_RECORD_ANONYMIZE is 1', async () => {
    const file = (process.env['NETWAKE_RECORD'] = scratch.path('recording'));
    process.env['NETWAKE_RECORD_ANONYMIZE'] = '1';
    await live(new FakeWorld());
    expect(linesOf(file)[0]).to.include({ anonymized: true });
    expect(readFileSync(file, 'utf8')).to.not.match(/eth0|192\.0\.2\.|10\.0\.0\./);
    expect(await replayedStates(file)).to.deep.equal(['up', 'unknown']);
  });

  it('is in no monitor’s way when it names no file that can be made', async () => {
    process.env['NETWAKE_RECORD'] = '/nonesuch/recording';
    const log = new Log();
    const world = new FakeWorld({ logger: log.logger });
    await live(world);
    expect(world.states).to.deep.equal(['up', 'unknown']);
    expect(log.at('error')[0]?.['error']).to.include({ code: 'ERR_NETWAKE_INVALID_OPTION', option: 'NETWAKE_RECORD' });
  });

  it('does not hold up a stop', async () => {
    process.env['NETWAKE_RECORD'] = scratch.path('recording');
    const { monitor } = new FakeWorld();
    const started = monitor.start();
    await monitor.stop();
    expect(await reasonOf(started)).to.include({ code: 'ERR_NETWAKE_STOPPED' });
  });
});

describe('a monitor that is not recorded', () => {
  it('has its parts to itself', async () => {
    const world = await FakeWorld.up();
    expect(world.source.tapped).to.equal(false);
    expect(world.monitor).to.be.instanceOf(NetworkMonitor);
  });
});
