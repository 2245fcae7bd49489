import { expect } from 'chai';
import { systemClock } from '../../lib/clock.ts';
import { Retryer } from '../../lib/retry/index.ts';
import { settled } from '../support/failure.ts';
import { ScriptedNetwork } from '../support/scripted-network.ts';

describe('a recovery that many operations wait for', () => {
  it('resumes the first at once and lets the event loop breathe between the others', async () => {
    const network = new ScriptedNetwork('down');
    // Every operation takes a millisecond of the clock: one turn has room for a few only.
    let elapsedMs = 0;
    const turns: Array<() => void> = [];
    const clock = {
      ...systemClock,
      now: () => elapsedMs,
      nextTurn: (callback: () => void) => void turns.push(callback),
    };
    const retryer = new Retryer({ monitor: network }, { clock });
    let resumed = 0;
    const all = Array.from({ length: 200 }, () => retryer.do(() => ((elapsedMs += 1), resumed++)));
    await settled();
    network.set('up');
    await settled();
    expect(resumed).to.be.within(1, 6);
    for (let turn = turns.shift(); turn !== undefined; turn = turns.shift()) {
      const before = resumed;
      turn();
      await settled();
      expect(resumed - before).to.be.at.most(6);
    }
    await Promise.all(all);
    expect(resumed).to.equal(200);
  });
});
