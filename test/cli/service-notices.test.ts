import { expect } from 'chai';
import { ServiceNotices } from '../../lib/cli/service-notices.ts';
import { ManualClock } from '../support/manual-clock.ts';

describe('a service manager', () => {
  let clock: ManualClock;
  let told: string[];

  beforeEach(() => {
    clock = new ManualClock();
    told = [];
  });

  const notices = (watchdogMs: number | null = null): ServiceNotices =>
    new ServiceNotices((text) => void told.push(text), watchdogMs, clock);

  for (const [state, reason] of [
    ['up', 'all-hosts-reachable'],
    ['down', 'no-carrier'],
  ] as const) {
    it(`is told that the service is ready at the first decision: ${state}`, () => {
      notices().onState({ state, reason });
      expect(told).to.deep.equal([`READY=1\nSTATUS=${state} (${reason})`]);
    });
  }

  it('is told of every change after that, and of readiness once', () => {
    const all = notices();
    all.onState({ state: 'up', reason: 'all-hosts-reachable' });
    all.onState({ state: 'down', reason: 'no-route' });
    all.onState({ state: 'unknown', reason: 'monitor-failed' });
    expect(told.slice(1)).to.deep.equal(['STATUS=down (no-route)', 'STATUS=unknown (monitor-failed)']);
  });

  it('is told of the reason that a round ended with, when that is another, once', () => {
    const all = notices();
    all.onState({ state: 'up', reason: 'some-hosts-reachable' });
    all.onCheck({ state: 'up', reason: 'some-hosts-reachable' });
    all.onCheck({ state: 'up', reason: 'all-hosts-reachable' });
    all.onCheck({ state: 'up', reason: 'all-hosts-reachable' });
    expect(told.slice(1)).to.deep.equal(['STATUS=up (all-hosts-reachable)']);
    all.onState({ state: 'down', reason: 'unreachable' });
    all.onCheck({ state: 'down', reason: 'unreachable' });
    expect(told.slice(2)).to.deep.equal(['STATUS=down (unreachable)']);
  });

  it('is told of no round before it is ready, nor after the end', () => {
    const all = notices();
    all.onCheck({ state: 'unknown', reason: 'starting' });
    all.stopping();
    all.onCheck({ state: 'up', reason: 'all-hosts-reachable' });
    expect(told).to.deep.equal(['STOPPING=1']);
  });

  it('is not told that a monitor is ready which has failed', () => {
    notices().onState({ state: 'unknown', reason: 'monitor-failed' });
    expect(told).to.deep.equal(['STATUS=unknown (monitor-failed)']);
  });

  it('is told when a reload began, by the monotonic clock, and when it has ended', () => {
    const all = notices();
    all.onState({ state: 'up', reason: 'link-usable' });
    clock.advance(1_234.5678);
    all.reloading();
    all.reloaded();
    expect(told.slice(1)).to.deep.equal(['RELOADING=1\nMONOTONIC_USEC=1234567', 'READY=1']);
  });

  it('is told nothing of a reload before the service is ready, nor after it has begun to end', () => {
    const all = notices();
    all.reloading();
    all.reloaded();
    all.onState({ state: 'up', reason: 'link-usable' });
    all.stopping();
    all.reloading();
    all.reloaded();
    expect(told).to.deep.equal(['READY=1\nSTATUS=up (link-usable)', 'STOPPING=1']);
  });

  it('gets a sign of life at half the time, until the end', () => {
    const all = notices(3_000);
    clock.advance(1_499);
    expect(told).to.deep.equal([]);
    clock.advance(1);
    clock.advance(1_500);
    expect(told).to.deep.equal(['WATCHDOG=1', 'WATCHDOG=1']);
    expect(clock.pending[0]?.unref).to.equal(true);
    all.stopping();
    all.stopping();
    all.onState({ state: 'unknown', reason: 'stopped' });
    clock.advance(10_000);
    expect(told.slice(2)).to.deep.equal(['STOPPING=1']);
    expect(clock.pending).to.be.empty;
  });

  it('gets none of a monitor that has failed, until another has taken over', () => {
    const all = notices(2_000);
    all.onState({ state: 'unknown', reason: 'monitor-failed' });
    clock.advance(10_000);
    expect(told).to.not.include('WATCHDOG=1');
    all.onState({ state: 'up', reason: 'link-usable' });
    clock.advance(1_000);
    expect(told.at(-1)).to.equal('WATCHDOG=1');
  });

  it('gets none that it has not asked for', () => {
    notices(null);
    expect(clock.pending).to.be.empty;
  });
});
