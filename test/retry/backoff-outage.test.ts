import { expect } from 'chai';
import { HOSTS } from '../support/fake-monitor.ts';
import { failure, settled } from '../support/failure.ts';
import { ScriptedNetwork } from '../support/scripted-network.ts';
import { RetryHarness } from './harness.ts';
import { LAN, Setting, TARGET } from './target-setting.ts';

const delaysOf = ({ clock }: RetryHarness): number[] => clock.pending.map(({ delayMs }) => delayMs);

describe('an operation in a backoff', () => {
  it('waits it out when the internet alone was away: its destination answers', async () => {
    const setting = await Setting.up({ initialDelay: '60s' });
    const { world, events } = setting;
    const done = setting.retryer.do(
      ({ attempt }) => (attempt === 1 ? Promise.reject(failure('ECONNREFUSED')) : 'done'),
      { target: TARGET },
    );
    await settled();
    for (let blip = 0; blip < 3; blip++) {
      setting.cutInternet();
      await settled();
      world.prober.end(LAN);
      for (const host of HOSTS) world.source.reroute(host, {});
      world.prober.endAll();
      await settled();
    }
    expect(events).to.deep.equal(['attempt', 'retry']);
    world.clock.advance(60_000);
    expect(await done).to.equal('done');
  });

  it('goes by the monitor that its retryer was given meanwhile', async () => {
    const harness = new RetryHarness({ initialDelay: '1s' });
    const { retryer, network, clock } = harness;
    const [next, last] = [new ScriptedNetwork(), new ScriptedNetwork('down')];
    const done = retryer.do(({ attempt }) => (attempt === 1 ? Promise.reject(failure('ECONNREFUSED')) : attempt));
    await settled();
    retryer.setNetworkMonitor(next);
    network.set('down');
    await settled();
    expect([harness.eventNames, delaysOf(harness)]).to.deep.equal([['attempt', 'retry'], [1_000]]);
    retryer.setNetworkMonitor(last);
    expect([harness.eventNames, delaysOf(harness)]).to.deep.equal([['attempt', 'retry', 'outage'], []]);
    next.set('down');
    last.set('up');
    expect(await done).to.equal(2);
    expect(clock.pending).to.deep.equal([]);
  });

  it('is verified by the monitor that its retryer was given meanwhile, or by none', async () => {
    for (const next of [new ScriptedNetwork(), null]) {
      const { retryer, network, clock } = new RetryHarness({ initialDelay: '1s' });
      network.holdVerifications();
      const done = retryer.do(({ attempt }) => (attempt === 1 ? Promise.reject(failure('ECONNRESET')) : attempt));
      await settled();
      retryer.setNetworkMonitor(next);
      await settled();
      clock.advance(1_000);
      expect(await done).to.equal(2);
      network.answerVerification();
    }
  });

  it('is not verified by the monitor that its retryer had before', async () => {
    const { retryer, network, clock } = new RetryHarness({ initialDelay: '1s' });
    const next = new ScriptedNetwork();
    for (const each of [network, next]) each.holdVerifications();
    const calls: number[] = [];
    const done = retryer.do(({ attempt }) => {
      calls.push(attempt);
      return attempt === 1 ? Promise.reject(failure('ECONNRESET')) : attempt;
    });
    await settled();
    retryer.setNetworkMonitor(next);
    network.answerVerification();
    await settled();
    clock.advance(1_000);
    await settled();
    expect(calls).to.deep.equal([1]);
    next.answerVerification();
    expect(await done).to.equal(2);
  });

  it('has none left to wait for when the one who is told of it takes the network down', async () => {
    const harness = new RetryHarness({ initialDelay: '1s' });
    const { retryer, network } = harness;
    retryer.on('retry', () => network.set('down'));
    const done = retryer.do(({ attempt }) => (attempt === 1 ? Promise.reject(failure('ECONNREFUSED')) : attempt));
    await settled();
    expect([harness.eventNames, delaysOf(harness)]).to.deep.equal([['attempt', 'retry', 'outage'], []]);
    network.set('up');
    expect(await done).to.equal(2);
  });
});
