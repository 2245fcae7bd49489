import { expect } from 'chai';
import { sparkline } from '../../../lib/cli/view/sparkline.ts';

const SAMPLES = [0.2, 1, 3, 9, 25, 80, 300, 999, 5_000, null];

describe('a line of round trips', () => {
  it('has one bar each, by steps of about three times', () => {
    expect(sparkline(SAMPLES, 20, true).map(({ text }) => text)).to.deep.equal(['▁▁▂▃▄▅▆▇█', '×']);
    expect(sparkline(SAMPLES, 20, false).map(({ text }) => text)).to.deep.equal(['__.-~=+*#', 'x']);
  });

  it('has the newest, where there is no room for all, and nothing where there is none', () => {
    expect(sparkline(SAMPLES, 2, true).map(({ text }) => text)).to.deep.equal(['█', '×']);
    expect(sparkline(SAMPLES, 0, true)).to.deep.equal([]);
  });
});
