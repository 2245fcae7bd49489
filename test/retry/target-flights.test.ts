import { expect } from 'chai';
import type { AttemptContext } from '../../lib/retry/index.ts';
import { KEPT_MS } from '../../lib/retry/target-lots.ts';
import type { PathRecord } from '../../lib/sources/contract.ts';
import { HOSTS } from '../support/fake-monitor.ts';
import { settled } from '../support/failure.ts';
import { lostWay } from '../support/lost-way.ts';
import { address, link } from '../support/records.ts';
import { ScriptedNetwork } from '../support/scripted-network.ts';
import { LAN, Setting, TARGET } from './target-setting.ts';

/**
 * The check hosts go over from eth0, which is lost, to wlan0, while an operation is in flight to a target that goes over to `way`.
 * Answers what its signal was aborted by, and what it came to.
 */
async function flightOver({ world, retryer }: Setting, way: Partial<PathRecord>): Promise<unknown[]> {
  const { source, monitor, prober } = world;
  source.emit({ links: [link(3, 'wlan0')], addresses: [address(3, '10.0.0.3/24')] });
  const signals: AbortSignal[] = [];
  let land = (_value: string): void => {};
  const landed = new Promise<string>((resolve) => (land = resolve));
  const done = retryer.do(
    ({ signal, invocation }) => {
      signals.push(signal);
      return invocation > 1 ? 'through' : landed;
    },
    { target: TARGET },
  );
  await settled();
  for (const host of HOSTS) source.ways.set(host, { interfaceIndex: 3, source: '10.0.0.3' });
  source.reroute(LAN, { source: '10.0.0.3', ...way }, { removedLinks: [2] });
  expect([monitor.state, prober.addresses]).to.deep.equal(['up', [...HOSTS]]);
  prober.endAll();
  await settled();
  land('landed');
  const outcome = await done;
  return [(signals[0]?.reason as { code?: string } | undefined)?.code ?? null, outcome];
}

/** Its first attempt does not end but by its signal, and notes why. */
const hangingTask =
  (reasons: unknown[]) =>
  ({ signal, invocation }: AttemptContext): string | Promise<string> =>
    invocation === 2 ? 'anew' : new Promise(() => signal.addEventListener('abort', () => reasons.push(signal.reason)));

describe('an attempt in flight to a target, with abortOnNetworkDown', () => {
  it('is aborted when its own way is gone, and not for the internet alone', async () => {
    const setting = await Setting.up({ maxAttempts: 1, abortOnNetworkDown: true });
    const { source, prober } = setting.world;
    const contexts: AttemptContext[] = [];
    const done = setting.retryer.do(
      (context) => {
        contexts.push(context);
        return context.invocation === 1 ? new Promise<string>(() => {}) : 'anew';
      },
      { target: TARGET },
    );
    await settled();
    setting.cutInternet();
    expect(prober.addresses).to.deep.equal([LAN]);
    prober.end(LAN);
    await settled();
    expect(contexts[0]?.signal.aborted).to.equal(false);
    source.reroute(LAN, 'ENETUNREACH');
    await settled();
    expect(contexts[0]?.signal.reason).to.have.property('code', 'ERR_NETWAKE_NETWORK_DOWN');
    source.reroute(LAN, {});
    prober.end(LAN);
    expect(await done).to.equal('anew');
  });

  it('is begun anew when its way is lost, although the network is up by another', async () => {
    const setting = await Setting.up({ maxAttempts: 1, abortOnNetworkDown: true });
    const ways = await flightOver(setting, { interfaceIndex: 3 });
    expect(ways).to.deep.equal(['ERR_NETWAKE_PATH_LOST', 'through']);
  });

  for (const next of [null, new ScriptedNetwork()]) {
    // It is given back where there is a monitor to wait with.
    const outcome = next === null ? 'ERR_NETWAKE_RETRY_EXHAUSTED' : 'anew';
    it(`goes by the monitor that it began with, though its retryer has ${next === null ? 'none' : 'another'} by now`, async () => {
      const setting = await Setting.up({ maxAttempts: 1, abortOnNetworkDown: true });
      const { retryer, world } = setting;
      const reasons: unknown[] = [];
      const done = retryer.do(hangingTask(reasons), { target: TARGET }).catch(({ code }: { code: string }) => code);
      await settled();
      retryer.setNetworkMonitor(next);
      // For as long as it may take.
      world.clock.advance(10 * KEPT_MS);
      expect([reasons, world.source.aside.length]).to.deep.equal([[], 1]);
      world.source.reroute(LAN, 'ENETUNREACH');
      await settled();
      expect(reasons).to.have.nested.property('[0].code', 'ERR_NETWAKE_NETWORK_DOWN');
      expect(await done).to.equal(outcome);
      world.clock.advance(2 * KEPT_MS);
      expect(world.source.aside, 'once it is over').to.deep.equal([]);
    });
  }

  it('has its target asked for once by those of the monitor that came back meanwhile', async () => {
    const setting = await Setting.up({ maxAttempts: 1, abortOnNetworkDown: true });
    const { retryer, world } = setting;
    const reasons: unknown[] = [];
    const both = [0, 1].map(() => {
      const done = retryer.do(hangingTask(reasons), { target: TARGET }).catch(({ code }: { code: string }) => code);
      retryer.setNetworkMonitor(null);
      world.clock.advance(2 * KEPT_MS);
      retryer.setNetworkMonitor(world.monitor);
      return done;
    });
    await settled();
    expect(world.source.aside).to.have.length(1);
    retryer.setNetworkMonitor(null);
    world.source.reroute(LAN, 'ENETUNREACH');
    expect(await Promise.all(both)).to.deep.equal(Array(2).fill('ERR_NETWAKE_RETRY_EXHAUSTED'));
    expect(reasons).to.have.length(2);
    world.clock.advance(2 * KEPT_MS);
    expect(world.source.aside).to.deep.equal([]);
    expect(world.clock.pending.filter(({ delayMs }) => delayMs === KEPT_MS)).to.deep.equal([]);
  });

  it('is left alone when only the way of others is lost', async () => {
    const setting = await Setting.up({ maxAttempts: 1, abortOnNetworkDown: true });
    setting.world.source.emit({ links: [link(4, 'eth1')], addresses: [address(4, '10.9.0.2/24')] });
    setting.world.source.ways.set(LAN, { interfaceIndex: 4, source: '10.9.0.2' });
    const ways = await flightOver(setting, { interfaceIndex: 4, source: '10.9.0.2' });
    expect(ways).to.deep.equal([null, 'landed']);
  });
});

describe('an attempt to a target of which nobody has asked before', () => {
  it('parks at once where that has no way, and leaves nothing that a later loss of ways could end', async () => {
    const setting = await Setting.up({ maxAttempts: 2, initialDelay: '1s', abortOnNetworkDown: true });
    const { source, monitor, clock } = setting.world;
    // As many as are watched before anybody waits for them.
    for (let host = 1; host <= 8; host++)
      await setting.retryer.do(() => 'through', { target: `http://10.1.0.${host}/` });
    setting.events.length = 0;
    source.ways.set(LAN, 'ENETUNREACH');
    const signals: AbortSignal[] = [];
    let land = (_value: string): void => {};
    const landed = new Promise<string>((resolve) => (land = resolve));
    const task = ({ signal }: AttemptContext): Promise<string> => {
      signals.push(signal);
      return signals.length === 1 ? Promise.reject(Object.assign(new Error('busy'), { statusCode: 503 })) : landed;
    };
    const done = setting.retryer.do(task, { target: TARGET });
    await settled();
    expect([setting.events, signals.length, monitor.state]).to.deep.equal([['outage'], 0, 'up']);
    // One attempt over a first way, another over a second; and then the first, long left, is lost.
    source.reroute(LAN, { source: '10.0.0.3' });
    await settled();
    source.reroute(LAN, { source: '10.0.0.4' });
    clock.advance(1_000);
    await settled();
    expect(signals).to.have.length(2);
    clock.advance(1_000);
    monitor.emit('path', {
      ...{ host: HOSTS[0], usable: true, reason: 'link-usable', interface: 'eth1', source: '10.0.1.2', gateway: null },
      ...{ previous: null, lost: [lostWay({ interface: 'eth0', source: '10.0.0.3', unusedMs: 2_000 })] },
    });
    await settled();
    expect(signals[1]!.aborted).to.equal(false);
    land('landed');
    expect(await done).to.equal('landed');
  });
});
