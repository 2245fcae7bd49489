import { expect } from 'chai';
import { systemClock } from '../../lib/clock.ts';
import { Slices } from '../../lib/retry/slices.ts';
import { settled } from '../support/failure.ts';

/** Steps that take a time of their own, by a clock that only they move. */
class Work {
  nowMs = 0;
  /** What each step that is left takes. */
  stepsMs: number[] = [];
  readonly slices: Slices;
  readonly #turns: Array<() => void> = [];

  constructor() {
    const clock = {
      ...systemClock,
      now: () => this.nowMs,
      nextTurn: (callback: () => void) => void this.#turns.push(callback),
    };
    this.slices = new Slices(clock, () => this.#step());
  }

  /** How long each turn of the event loop takes, until all is done. */
  async turnsMs(): Promise<number[]> {
    const all = [await this.#during(() => this.slices.run())];
    for (let turn = this.#turns.shift(); turn !== undefined; turn = this.#turns.shift()) {
      all.push(await this.#during(turn));
    }
    return all;
  }

  async #during(act: () => void): Promise<number> {
    const beganMs = this.nowMs;
    act();
    await settled();
    return this.nowMs - beganMs;
  }

  #step(): boolean {
    const tookMs = this.stepsMs.shift();
    // What a step lets go runs after it, in the microtasks.
    if (tookMs !== undefined) queueMicrotask(() => (this.nowMs += tookMs));
    return tookMs !== undefined;
  }
}

function repeat(count: number, tookMs: number): number[] {
  return Array.from({ length: count }, () => tookMs);
}

describe('what is cut into slices', () => {
  for (const tookMs of [0.001, 0.03, 0.3, 1.5]) {
    it(`takes no more than two milliseconds of a turn, and the last step, when one takes ${tookMs} ms`, async () => {
      const work = new Work();
      work.stepsMs = repeat(5_000, tookMs);
      const turnsMs = await work.turnsMs();
      expect(work.stepsMs).to.deep.equal([]);
      expect(Math.max(...turnsMs)).to.be.lessThan(2 + Math.max(tookMs, 64 * 0.001) + 0.01);
    });
  }

  it('is looked at the time of after 64 steps at most, though they take next to none', async () => {
    const work = new Work();
    // 1, 2, 4, 8, 16, 32, and then 64 at a time: those that are slow begin with a batch.
    work.stepsMs = [...repeat(63 + 15 * 64, 0), ...repeat(200, 0.5)];
    expect(Math.max(...(await work.turnsMs()))).to.equal(64 * 0.5);
  });

  it('takes the time of one step to learn that they have become slow', async () => {
    const work = new Work();
    work.stepsMs = repeat(1_000, 0.001);
    await work.turnsMs();
    work.stepsMs = repeat(200, 1);
    expect(Math.max(...(await work.turnsMs()))).to.be.at.most(3);
  });

  it('fills its turns when each step is quick', async () => {
    const work = new Work();
    work.stepsMs = repeat(5_000, 0.01);
    expect(await work.turnsMs()).to.have.length.within(25, 30);
  });
});
