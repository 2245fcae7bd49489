import { expect } from 'chai';
import fc from 'fast-check';
import { recoveryDelayMs, recoveryShareMs } from '../../lib/probe/schedule.ts';

const MIDDLE = 0.5;

/** When the launches of a recovery come, from its start, without jitter. */
function launches(count: number, checkIntervalMs: number): number[] {
  let elapsedMs = 0;
  return Array.from({ length: count }, (_, step) => {
    elapsedMs += step === 0 ? 0 : recoveryDelayMs(step, checkIntervalMs, MIDDLE);
    return Math.round(elapsedMs);
  });
}

describe('the launches of a recovery', () => {
  it('come at 0, 10, 20, 40, 80, 160, 320 and 640 ms', () => {
    expect(launches(8, 10_000)).to.deep.equal([0, 10, 20, 40, 80, 160, 320, 640]);
  });

  it('come 1, 2, 4, 8 s apart after that, then every check interval', () => {
    const delays = Array.from({ length: 7 }, (_, index) => recoveryDelayMs(8 + index, 10_000, MIDDLE));
    expect(delays).to.deep.equal([1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 10_000]);
  });

  it('come no further apart than the check interval, however short that is', () => {
    expect(launches(10, 30)).to.deep.equal([0, 10, 20, 40, 70, 100, 130, 160, 190, 220]);
  });

  it('stay finite after days of an outage', () => {
    expect(recoveryDelayMs(1_000_000, 10_000, MIDDLE)).to.equal(10_000);
    expect(recoveryDelayMs(1_000_000, Number.MAX_SAFE_INTEGER, MIDDLE)).to.be.finite;
  });

  it('have no jitter in the first second', () => {
    for (let step = 1; step < 8; step++) {
      expect(recoveryDelayMs(step, 10_000, 0)).to.equal(recoveryDelayMs(step, 10_000, 0.999));
    }
  });

  it('have 20 % of jitter either way from the 1 s step on', () => {
    for (const [step, delayMs] of [
      [8, 1_000],
      [9, 2_000],
      [20, 10_000],
    ] as const) {
      expect(recoveryDelayMs(step, 10_000, 0)).to.be.closeTo(0.8 * delayMs, 1e-6);
      expect(recoveryDelayMs(step, 10_000, 1)).to.be.closeTo(1.2 * delayMs, 1e-6);
    }
  });

  it('have jitter that stays in its bounds, whatever the step, interval and chance', () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(
        fc.integer({ min: 8, max: 200 }),
        fc.integer({ min: 1, max: 3_600_000 }),
        random,
        (step, longest, chance) => {
          const plain = recoveryDelayMs(step, longest, MIDDLE);
          expect(recoveryDelayMs(step, longest, chance)).to.be.within(plain * 0.8 - 1e-6, plain * 1.2 + 1e-6);
          expect(plain).to.be.at.most(longest);
        },
      ),
    );
  });
});

describe("a host's share of the time between two launches", () => {
  it('is as long as that of the others', () => {
    const shares = [2, 3, 4, 7].map((step) => recoveryShareMs(step, 4, 10_000));
    expect(shares).to.deep.equal([2.5, 5, 10, 80]);
  });

  it('is none of the first launch, nor of those from 640 ms on', () => {
    for (const step of [0, 1, 8, 9, 100]) expect(recoveryShareMs(step, 4, 10_000)).to.equal(0);
  });
});
