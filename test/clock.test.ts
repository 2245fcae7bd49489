import { type Clock as FakeTime, install } from '@sinonjs/fake-timers';
import { expect } from 'chai';
import { systemClock } from '../lib/clock.ts';

const LONGEST_TIMER_MS = 2 ** 31 - 1;

describe('the system clock', () => {
  let time: FakeTime;
  let fired: number[];
  const start = (delayMs: number, options?: { unref?: boolean }): { cancel(): void } =>
    systemClock.setTimer(() => fired.push(performance.now()), delayMs, options);

  beforeEach(() => {
    time = install({
      now: Date.UTC(2025, 0, 1),
      toFake: ['setTimeout', 'clearTimeout', 'performance', 'hrtime', 'Date'],
    });
    fired = [];
  });

  afterEach(() => {
    time.uninstall();
  });

  it('tells elapsed time in milliseconds and wall time as a date', () => {
    const before = systemClock.now();
    time.tick(1_500);
    expect(systemClock.now() - before).to.equal(1_500);
    expect(systemClock.wallNow().getTime()).to.equal(Date.UTC(2025, 0, 1) + 1_500);
  });

  it('tells elapsed time that a change of the wall time does not touch', () => {
    const before = systemClock.now();
    time.setSystemTime(Date.UTC(2030, 0, 1));
    expect(systemClock.now() - before).to.equal(0);
  });

  it('calls back once, after the delay', () => {
    start(1_000);
    time.tick(999);
    expect(fired).to.have.length(0);
    time.tick(1);
    time.tick(10_000);
    expect(fired).to.have.length(1);
  });

  for (const delayMs of [LONGEST_TIMER_MS, LONGEST_TIMER_MS + 1, 3 * LONGEST_TIMER_MS + 7]) {
    it(`honours a delay of ${delayMs} ms`, () => {
      start(delayMs);
      time.tick(delayMs - 1);
      expect(fired).to.have.length(0);
      time.tick(1);
      expect(fired).to.have.length(1);
    });
  }

  it('never calls back once cancelled, and can be cancelled twice', () => {
    const timer = start(1_000);
    timer.cancel();
    timer.cancel();
    time.tick(2_000);
    expect(fired).to.have.length(0);
    expect(time.countTimers()).to.equal(0);
  });

  it('can be cancelled when a long delay is half over', () => {
    const timer = start(2 * LONGEST_TIMER_MS);
    time.tick(LONGEST_TIMER_MS + 1);
    timer.cancel();
    expect(time.countTimers()).to.equal(0);
  });
});

describe('a timer of the system clock', () => {
  // The real one: how Node counts what keeps the process alive is what it's about.
  const timersAlive = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

  it("keeps the process alive, unless it is unref'd", () => {
    const before = timersAlive();
    const referenced = systemClock.setTimer(() => {}, 60_000);
    expect(timersAlive() - before).to.equal(1);
    const free = systemClock.setTimer(() => {}, 60_000, { unref: true });
    expect(timersAlive() - before).to.equal(1);
    referenced.cancel();
    free.cancel();
    expect(timersAlive() - before).to.equal(0);
  });
});
