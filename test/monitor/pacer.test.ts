import { expect } from 'chai';
import { Pacer } from '../../lib/monitor/pacer.ts';

/** When those go through that come without end, as soon as they may, until `untilMs`. */
function passes(pacer: Pacer, untilMs: number): number[] {
  const times: number[] = [];
  for (let nowMs = 0; nowMs <= untilMs; nowMs += pacer.waitMs(nowMs)) {
    times.push(nowMs);
    pacer.take(nowMs);
  }
  return times;
}

describe('a pacer', () => {
  it('lets the first through at once, and the others after gaps that double up to the longest', () => {
    expect(passes(new Pacer(250, 1_000), 4_000)).to.deep.equal([0, 250, 750, 1_750, 2_750, 3_750]);
  });

  it('never has gaps longer than the longest, also when the shortest would be', () => {
    expect(passes(new Pacer(1_000, 400), 1_000)).to.deep.equal([0, 400, 800]);
  });

  it('begins anew when nothing has come for the longest gap', () => {
    const pacer = new Pacer(250, 1_000);
    passes(pacer, 1_000);
    pacer.take(2_750);
    expect(pacer.waitMs(2_750)).to.equal(250);
  });

  it('goes on where it was when something has', () => {
    const pacer = new Pacer(250, 1_000);
    passes(pacer, 1_000);
    pacer.take(2_749);
    expect(pacer.waitMs(2_749)).to.equal(1_000);
  });

  it('begins anew when it is told to', () => {
    const pacer = new Pacer(250, 1_000);
    passes(pacer, 2_000);
    pacer.reset();
    expect(pacer.waitMs(2_000)).to.equal(0);
    pacer.take(2_000);
    expect(pacer.waitMs(2_000)).to.equal(250);
  });
});
