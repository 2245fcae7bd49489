import { expect } from 'chai';
import type { Probe, ProbeOutcome, ProbeTarget } from '../../lib/probe/contract.ts';
import { Spread } from '../../lib/probe/spread.ts';
import { FakeProber } from '../support/fake-prober.ts';
import { ManualClock } from '../support/manual-clock.ts';

const ADDRESSES = ['192.0.2.1', '192.0.2.2', '192.0.2.3'] as const;

describe('probes that are spread', () => {
  let prober: FakeProber;
  let clock: ManualClock;
  let spread: Spread;
  let outcomes: ProbeOutcome[];
  let probes: Probe[];

  function probe(gapMs: number): void {
    [prober, clock, outcomes] = [new FakeProber(), new ManualClock(), []];
    spread = new Spread(prober, clock, gapMs);
    const targetOf = (address: string): ProbeTarget => ({
      ...{ family: 4, address, port: 80, interface: null, timeoutMs: 1_000 },
    });
    probes = ADDRESSES.map((address) => spread.probe(targetOf(address), (outcome) => outcomes.push(outcome)));
  }

  it('begin one gap apart, the first at once', () => {
    probe(5);
    expect(prober.asked).to.deep.equal(ADDRESSES.slice(0, 1));
    clock.advance(4);
    expect(prober.asked).to.deep.equal(ADDRESSES.slice(0, 1));
    clock.advance(1);
    expect(prober.asked).to.deep.equal(ADDRESSES.slice(0, 2));
    clock.advance(5);
    expect(prober.asked).to.deep.equal(ADDRESSES);
    expect(clock.pending).to.deep.equal([]);
  });

  it('begin all at once when there is no gap', () => {
    probe(0);
    expect(prober.asked).to.deep.equal(ADDRESSES);
    expect(clock.pending).to.deep.equal([]);
  });

  it('begin at once when they are to hurry, and once only', () => {
    probe(5);
    spread.hurry();
    expect(prober.asked).to.deep.equal(ADDRESSES);
    clock.advance(100);
    expect(prober.asked).to.deep.equal(ADDRESSES);
  });

  it('have their own outcome', () => {
    probe(5);
    clock.advance(5);
    prober.end(ADDRESSES[1], 'ETIMEDOUT');
    expect(outcomes.map(({ error }) => error)).to.deep.equal(['ETIMEDOUT']);
  });

  it('are cancelled whether or not they have begun, and leave no timer', () => {
    probe(5);
    for (const each of probes) each.cancel();
    expect([prober.open.size, clock.pending]).to.deep.equal([0, []]);
    spread.hurry();
    expect(prober.asked).to.deep.equal(ADDRESSES.slice(0, 1));
  });
});
