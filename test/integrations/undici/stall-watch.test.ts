import { expect } from 'chai';
import { StallWatch } from '../../../lib/integrations/undici/stall-watch.ts';
import { deferred, settled } from '../../support/failure.ts';
import { ManualClock } from '../../support/manual-clock.ts';

interface Rig {
  readonly clock: ManualClock;
  readonly watch: StallWatch;
  /** What has followed, and after how many milliseconds. */
  readonly news: string[];
}

function rigAt(startMs: number): Rig {
  const clock = new ManualClock();
  clock.advance(startMs);
  const news: string[] = [];
  const note = (what: string): unknown => news.push(`${what} ${Math.round(clock.now() - startMs)}`);
  const watch = new StallWatch(clock, 5_000, {
    suspect: () => void note('suspect'),
    giveUp: () => void note('give up'),
  });
  return { clock, watch, news };
}

describe('a wait for a server that sends nothing', () => {
  // Some times after it are, by rounding, a hair less than that.
  for (const startMs of [0, 1000.0000000000001, 1000.1, 4000.1])
    it(`is looked at after a second, two and four, and ends at its limit: begun at ${startMs} ms`, () => {
      const { clock, watch, news } = rigAt(startMs);
      void watch.during(new Promise(() => {}));
      clock.advance(20_000);
      expect(news).to.deep.equal(['suspect 1000', 'suspect 2000', 'suspect 4000', 'give up 5000']);
      expect(clock.pending).to.deep.equal([]);
    });

  it('is looked at by itself, when another one began it', async () => {
    const { clock, watch, news } = rigAt(1000.1);
    const first = deferred<void>();
    const waited = watch.during(first.promise);
    clock.advance(900);
    first.resolve();
    await waited;
    void watch.during(new Promise(() => {}));
    await settled();
    clock.advance(20_000);
    expect(news).to.deep.equal(['suspect 1900', 'suspect 2900', 'suspect 4900', 'give up 5900']);
  });
});
