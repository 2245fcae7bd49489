import { expect } from 'chai';
import { Arrivals } from '../../../lib/cli/view/arrivals.ts';
import type { Backend } from '../../../lib/monitor/backend.ts';
import { FakeProber } from '../../support/fake-prober.ts';
import { FakeSource } from '../../support/fake-source.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { query } from '../../support/records.ts';

describe('the arrival of news', () => {
  let clock: ManualClock;
  let source: FakeSource;
  let arrivals: Arrivals;

  beforeEach(() => {
    clock = new ManualClock();
    source = new FakeSource();
    arrivals = new Arrivals(() => clock.now());
    const snapshot: Backend['snapshot'] = { events: 'netlink', probes: 'native', fallbackReason: null };
    arrivals.noteOf({ source, prober: new FakeProber(), snapshot });
  });

  it('is known while they are told, and before anybody has taken any time over them', () => {
    const seen: Array<number | null> = [];
    source.start(
      () => {
        clock.advance(5);
        seen.push(arrivals.atMs);
      },
      () => {},
    );
    clock.advance(100);
    expect(arrivals.atMs).to.equal(null);
    source.ready();
    expect(arrivals.atMs).to.equal(null);
    source.relink({ carrier: false });
    expect(seen).to.deep.equal([100, 105]);
  });

  it('is that of the news, for the answers to what is asked because of them', () => {
    const seen: Array<number | null> = [];
    source.start(
      (batch) => {
        if (batch.paths === undefined) source.watchPaths([query(1, '192.0.2.1')]);
        seen.push(arrivals.atMs);
        clock.advance(1);
      },
      () => {},
    );
    source.ready();
    expect(seen).to.deep.equal([0, 0]);
  });

  it('is over when who is told throws', () => {
    source.start(
      () => {
        throw new Error('a listener');
      },
      () => {},
    );
    expect(() => source.ready()).to.throw('a listener');
    expect(arrivals.atMs).to.equal(null);
  });
});
