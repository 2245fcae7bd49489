import { expect } from 'chai';
import fc from 'fast-check';
import { flapDampingDefaults } from '../../lib/config/defaults.ts';
import { ceilingOf, charged, type Damping, decayed, heldMs, released, UNDAMPED } from '../../lib/state/damping.ts';

const SETTINGS = flapDampingDefaults;
const HALF_LIFE_MS = SETTINGS.halfLifeMs;

function after(...outagesAtMs: readonly number[]): Damping {
  return outagesAtMs.reduce((damping, atMs) => charged(damping, atMs, SETTINGS), UNDAMPED);
}

describe('the penalty', () => {
  it('grows by each outage, and halves every half-life', () => {
    expect(after(0).penalty).to.equal(1_000);
    expect(decayed(after(0), HALF_LIFE_MS, SETTINGS).penalty).to.be.closeTo(500, 1e-9);
    expect(after(0, HALF_LIFE_MS).penalty).to.be.closeTo(1_500, 1e-9);
    expect(decayed(after(0), 10 * HALF_LIFE_MS, SETTINGS).penalty).to.be.closeTo(1_000 / 1_024, 1e-9);
  });

  it('suppresses above the limit only, by default at the fourth outage of a minute', () => {
    expect(after(0, 1, 2).suppressed).to.equal(false);
    expect(after(0, 1, 2, 3).suppressed).to.equal(true);
    expect(after(0, 15_000, 30_000, 45_000).suppressed).to.equal(false);
    expect(after(0, 5_000, 10_000, 15_000).suppressed).to.equal(true);
  });

  it('suppresses until it has decayed to the reuse limit, and not to the suppress limit', () => {
    const damping = after(0, 0, 0, 0);
    const untilMs = HALF_LIFE_MS * Math.log2(4_000 / 750);
    expect(heldMs(damping, 0, SETTINGS)).to.be.closeTo(untilMs, 1e-6);
    expect(decayed(damping, untilMs - 1, SETTINGS).suppressed).to.equal(true);
    expect(decayed(damping, untilMs + 1, SETTINGS).suppressed).to.equal(false);
    expect(heldMs(damping, untilMs + 1, SETTINGS)).to.equal(0);
  });

  it('goes on to suppress when another outage adds to what has fallen below the suppress limit', () => {
    expect(after(0, 0, 0, 0, 45_000)).to.include({ suppressed: true });
    expect(after(0, 0, 0, 0, 45_000).penalty).to.be.lessThan(SETTINGS.suppress);
  });

  it('that is not suppressed holds nothing back, however high', () => {
    expect(heldMs(after(0, 0, 0), 0, SETTINGS)).to.equal(0);
    const free = released(after(0, 0, 0, 0), 0, SETTINGS);
    expect([free.suppressed, heldMs(free, 0, SETTINGS), Math.round(free.penalty)]).to.deep.equal([false, 0, 4_000]);
  });

  it('takes no notice of a time that goes back', () => {
    expect(decayed(after(5_000), 0, SETTINGS).penalty).to.equal(1_000);
  });

  it('never holds back for longer than maxSuppress after the last outage, whatever happened', () => {
    const times = fc.array(fc.nat(4_000), { minLength: 20, maxLength: 60 });
    fc.assert(
      fc.property(times, (gaps) => {
        let nowMs = 0;
        const damping = after(...gaps.map((gap) => (nowMs += gap)));
        expect(damping.penalty).to.be.at.most(ceilingOf(SETTINGS));
        expect(heldMs(damping, nowMs, SETTINGS)).to.be.at.most(SETTINGS.maxSuppressMs + 1e-6);
        expect(decayed(damping, nowMs + SETTINGS.maxSuppressMs + 1, SETTINGS).suppressed).to.equal(false);
      }),
    );
  });
});
