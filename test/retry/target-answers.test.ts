import { expect } from 'chai';
import type { NetworkState } from '../../lib/index.ts';
import { KEPT_MS } from '../../lib/retry/target-lots.ts';
import { settled } from '../support/failure.ts';
import type { RetryHarness } from './harness.ts';
import { harnessOn, LeastMonitor } from './least-monitor.ts';

/** One that answers as a test says, and tells of its state when a test has it do so. */
class OwnTarget extends LeastMonitor {
  asked = 0;
  answer: () => Promise<unknown> = () => Promise.resolve();

  waitUntilUsable(): Promise<unknown> {
    this.asked++;
    return this.answer();
  }

  [Symbol.dispose](): void {}
}

interface World {
  readonly monitor: LeastMonitor;
  readonly target: OwnTarget;
  readonly harness: RetryHarness;
  readonly done: Promise<string>;
}

/** An operation that waits for its target: the network is down, and so is that. */
async function parkedOn(answer: OwnTarget['answer']): Promise<World> {
  const target = new OwnTarget();
  target.state = 'down';
  target.answer = answer;
  const monitor = Object.assign(new LeastMonitor(), { target: () => target });
  monitor.state = 'down';
  const harness = harnessOn(monitor);
  const done = harness.retryer.do(() => 'through', { target: 'db.lan:5432' });
  await settled();
  expect([harness.eventNames, target.asked]).to.deep.equal([['outage'], 1]);
  return { monitor, target, harness, done };
}

const delaysOf = ({ clock }: RetryHarness): number[] => clock.pending.map(({ delayMs }) => delayMs);

async function pass({ clock }: RetryHarness, delayMs: number): Promise<void> {
  clock.advance(delayMs);
  await settled();
}

const fail = (): Promise<never> => Promise.reject(new Error('not now'));

describe('a target that says at once that it is usable, and is not', () => {
  it('is asked no more often for what it tells again', async () => {
    const { target, harness, done } = await parkedOn(() => Promise.resolve());
    await pass(harness, 0);
    await pass(harness, 10);
    expect([target.asked, delaysOf(harness)]).to.deep.equal([3, [20]]);
    for (let times = 0; times < 5; times++) {
      target.set('down');
      await settled();
    }
    expect([target.asked, delaysOf(harness)]).to.deep.equal([3, [20]]);
    await pass(harness, 20);
    expect([target.asked, delaysOf(harness)]).to.deep.equal([4, [40]]);
    target.set('up');
    expect(await done).to.equal('through');
  });

  it('is asked at once, and one time only, when it tells of another state', async () => {
    const { target, harness, done } = await parkedOn(() => Promise.resolve());
    for (const delayMs of [0, 10, 20]) await pass(harness, delayMs);
    expect(delaysOf(harness)).to.deep.equal([40]);
    const state: NetworkState[] = ['unknown', 'down', 'unknown', 'down'];
    for (const each of state) target.emit('state', { state: each });
    await settled();
    expect([target.asked, delaysOf(harness)]).to.deep.equal([5, [0]]);
    await pass(harness, 0);
    expect([target.asked, delaysOf(harness)]).to.deep.equal([6, [10]]);
    target.set('up');
    expect(await done).to.equal('through');
    expect(delaysOf(harness)).to.deep.equal([KEPT_MS]);
  });
});

describe('a target that can not be waited for at present', () => {
  it('is asked again, ever less often, until it tells that it is usable', async () => {
    const { target, harness, done } = await parkedOn(fail);
    for (const [index, delayMs] of [0, 10, 20, 40, 80, 160, 320, 640, 1_000, 1_000].entries()) {
      expect([target.asked, delaysOf(harness)]).to.deep.equal([index + 1, [delayMs]]);
      await pass(harness, delayMs);
    }
    // It finds out now.
    target.answer = async () => {
      target.set('up');
    };
    await pass(harness, 1_000);
    expect(await done).to.equal('through');
    expect(delaysOf(harness)).to.deep.equal([KEPT_MS]);
  });

  it('is not asked again when nobody waits for it any more', async () => {
    const { target, harness, done } = await parkedOn(fail);
    harness.retryer.setNetworkMonitor(null);
    expect(await done).to.equal('through');
    await settled();
    await pass(harness, 4_000);
    expect([target.asked, delaysOf(harness)]).to.deep.equal([1, [KEPT_MS]]);
  });

  it('is not asked again when the state of its monitor is unknown: that has been stopped', async () => {
    const { monitor, target, harness } = await parkedOn(fail);
    monitor.set('unknown');
    await pass(harness, 0);
    await pass(harness, 60_000);
    expect([target.asked, delaysOf(harness)]).to.deep.equal([2, []]);
  });
});

describe('a target that is usable, and tells nobody', () => {
  it('is found to be by who waits for it', async () => {
    let answer = (): void => {};
    const { target, harness, done } = await parkedOn(() => new Promise<void>((resolve) => (answer = resolve)));
    target.state = 'up';
    answer();
    expect(await done).to.equal('through');
    expect(harness.eventNames).to.deep.equal(['outage', 'resume', 'attempt', 'success']);
  });

  it('is found to be when it is asked again', async () => {
    const { target, harness, done } = await parkedOn(fail);
    await pass(harness, 0);
    target.state = 'degraded';
    await pass(harness, 10);
    expect(await done).to.equal('through');
    expect(target.asked).to.equal(2);
  });
});

describe('a target that tells that it is down before it is', () => {
  it('is waited on all the same, by who was there before', async () => {
    const target = new OwnTarget();
    let answer = (): void => {};
    target.answer = () => new Promise<void>((resolve) => (answer = resolve));
    const monitor = Object.assign(new LeastMonitor(), { target: () => target });
    const harness = harnessOn(monitor, { abortOnNetworkDown: { after: '1h' } });
    void harness.retryer.do(() => new Promise(() => {}), { target: 'db.lan:5432' });
    await settled();
    target.emit('state', { state: 'down' });
    target.state = 'down';
    await settled();
    const done = harness.retryer.do(() => 'through', { target: 'db.lan:5432' });
    await pass(harness, 0);
    expect([target.asked, harness.eventNames]).to.deep.equal([1, ['attempt', 'outage']]);
    target.state = 'up';
    answer();
    expect(await done).to.equal('through');
  });
});
