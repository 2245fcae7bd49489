import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { NetworkMonitor } from '../../lib/monitor/network-monitor.ts';
import { reasonOf } from '../support/codes.ts';
import { FakeWorld, settled } from '../support/fake-monitor.ts';
import { Scratch } from '../support/scratch.ts';
import { Log, linesOf, replayedStates } from '../support/recorded.ts';

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

  it('loses no abort of a start that it holds up', async () => {
    process.env['NETWAKE_RECORD'] = scratch.path('recording');
    const { monitor, source } = new FakeWorld();
    const controller = new AbortController();
    const started = reasonOf(monitor.start({ signal: controller.signal }));
    const reason = new Error('no longer wanted');
    controller.abort(reason);
    expect(await started).to.equal(reason);
    expect(monitor.snapshot().reason).to.equal('stopped');
    expect(source.started).to.equal(false);
  });

  it('has a check wait for the start that it holds up', async () => {
    process.env['NETWAKE_RECORD'] = scratch.path('recording');
    const world = new FakeWorld();
    const { monitor, prober, source } = world;
    const started = monitor.start();
    const checked = monitor.check();
    await world.started();
    source.ready();
    prober.endAll();
    await started;
    await settled();
    prober.endAll();
    expect(await checked).to.include({ state: 'up', reachable: 2 });
    await monitor.stop();
  });

  it('has it wait no longer than until it is aborted, or the monitor is stopped', async () => {
    process.env['NETWAKE_RECORD'] = scratch.path('recording');
    const { monitor } = new FakeWorld();
    const started = reasonOf(monitor.start());
    const controller = new AbortController();
    const [aborted, stopped] = [reasonOf(monitor.check({ signal: controller.signal })), reasonOf(monitor.check())];
    const reason = new Error('no longer wanted');
    controller.abort(reason);
    expect(await aborted).to.equal(reason);
    await monitor.stop();
    expect(await stopped).to.include({ code: 'ERR_NETWAKE_STOPPED' });
    expect(await started).to.include({ code: 'ERR_NETWAKE_STOPPED' });
  });
});

describe('a monitor that is not recorded', () => {
  it('has its parts to itself', async () => {
    const world = await FakeWorld.up();
    expect(world.source.tapped).to.equal(false);
    expect(world.monitor).to.be.instanceOf(NetworkMonitor);
  });
});
