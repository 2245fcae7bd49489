import { expect } from 'chai';
import { readdirSync, readlinkSync } from 'node:fs';
import type { NativeAddon } from '../../lib/native/binding.ts';
import { loadAddon } from '../../lib/native/loader.ts';
import { settled } from '../support/fake-monitor.ts';

function timers(): number {
  return readdirSync('/proc/self/fd').filter((name) => {
    try {
      return readlinkSync(`/proc/self/fd/${name}`) === 'anon_inode:[timerfd]';
    } catch {
      // The folder's own descriptor is closed by now.
      return false;
    }
  }).length;
}

describe('the clock watch of the addon', () => {
  const addon = (loadAddon() as { addon: NativeAddon }).addon;

  it('has one descriptor, and closes it, however often it is told to', async () => {
    const before = timers();
    const watch = new addon.ClockWatch(() => {});
    expect(timers()).to.equal(before + 1);
    watch.close();
    watch.close();
    expect(timers()).to.equal(before);
    await settled();
  });

  it('is not woken while no clock jumps', async () => {
    let jumps = 0;
    const watch = new addon.ClockWatch(() => jumps++);
    for (let turn = 0; turn < 20; turn++) await settled();
    watch.close();
    expect(jumps).to.equal(0);
  });

  it('refuses what is no function', () => {
    expect(() => new addon.ClockWatch(undefined as never)).to.throw(TypeError);
  });
});
