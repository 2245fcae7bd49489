import { expect } from 'chai';
import type { NativeAddon } from '../../lib/native/binding.ts';
import { loadAddon } from '../../lib/native/loader.ts';
import { systemSleepGauge } from '../../lib/monitor/sleep-gauge.ts';
import { SleepWatch } from '../../lib/monitor/sleep-watch.ts';
import { FakeSleep } from '../support/fake-sleep.ts';

describe('the watch over the sleep of the machine', () => {
  let gauge: FakeSleep;
  let watch: SleepWatch;
  let told: number[];

  beforeEach(() => {
    gauge = new FakeSleep();
    told = [];
    watch = new SleepWatch(gauge, (sleptMs) => told.push(sleptMs));
  });

  afterEach(() => watch.close());

  it('tells how long it was, once', () => {
    gauge.sleep(90_000);
    gauge.jump();
    watch.look();
    expect(told).to.deep.equal([90_000]);
  });

  it('tells of what nobody announced when it is made to look', () => {
    gauge.doze(60);
    expect(told).to.deep.equal([]);
    watch.look();
    expect(told).to.deep.equal([60]);
  });

  it('takes a clock that was set for no sleep', () => {
    gauge.jump();
    expect(told).to.deep.equal([]);
  });

  it('takes what may be noise for no sleep, until it adds up', () => {
    gauge.sleep(49);
    expect(told).to.deep.equal([]);
    gauge.sleep(1);
    expect(told).to.deep.equal([50]);
  });

  it('takes an uptime that shrinks for no sleep, and goes on from there', () => {
    gauge.sleep(-5_000);
    gauge.sleep(70);
    expect(told).to.deep.equal([70]);
  });

  it('tells nothing once closed, and leaves nobody watching', () => {
    watch.close();
    watch.close();
    gauge.sleep(90_000);
    watch.look();
    expect([told, gauge.watching.size]).to.deep.equal([[], 0]);
  });
});

describe("the system's gauge of sleep", () => {
  for (const [name, gauge] of [
    ['with the addon', systemSleepGauge((loadAddon() as { addon: NativeAddon }).addon)],
    ['without it', systemSleepGauge(null)],
  ] as const) {
    it(`stands still while the machine is awake, ${name}`, () => {
      const before = gauge.sleptMs();
      for (let reading = 0; reading < 1_000; reading++)
        expect(Math.abs(gauge.sleptMs() - before)).to.be.lessThan(gauge.leastMs);
    });
  }
});
