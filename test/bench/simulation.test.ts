import { expect } from 'chai';
import { LossyProber } from '../../bench/loss/lossy-prober.ts';
import { seededRandom } from '../../bench/loss/seeded-random.ts';
import { SimulatedClock } from '../../bench/loss/simulated-clock.ts';
import { Simulation } from '../../bench/loss/simulation.ts';
import type { ProbeOutcome } from '../../lib/probe/contract.ts';

const TARGET = { family: 4, address: '192.0.2.1', port: 443, interface: null } as const;

/** Each packet in turn: 0 is lost, 1 gets through; when there are no more, all do. */
function fates(...list: number[]): () => number {
  return () => list.shift() ?? 1;
}

function outcomesOf(random: () => number, timeoutMs: number, silent = false): [SimulatedClock, ProbeOutcome[]] {
  const clock = new SimulatedClock();
  const prober = new LossyProber(clock, random, 0.5, 20);
  prober.silent = silent;
  const outcomes: ProbeOutcome[] = [];
  prober.probe({ ...TARGET, timeoutMs }, (outcome) => outcomes.push(outcome));
  return [clock, outcomes];
}

describe('a simulated clock', () => {
  it('fires timers in the order in which they are due, those due together in that of their making', () => {
    const clock = new SimulatedClock();
    const fired: string[] = [];
    clock.setTimer(() => fired.push('late'), 20);
    clock.setTimer(() => fired.push('first'), 10);
    clock.setTimer(() => fired.push('second'), 10);
    clock.setTimer(() => fired.push('never'), 15).cancel();
    clock.runUntil(30);
    expect(fired).to.deep.equal(['first', 'second', 'late']);
    expect(clock.now()).to.equal(30);
  });

  it('stops as soon as what it is to wait for has happened', () => {
    const clock = new SimulatedClock();
    let happened = false;
    clock.setTimer(() => clock.nextTurn(() => (happened = true)), 10);
    expect(clock.runUntil(30, () => happened)).to.equal(true);
    expect(clock.now()).to.equal(10);
  });
});

describe('a connect over a path that loses packets', () => {
  it('is answered after a round trip', () => {
    const [clock, outcomes] = outcomesOf(fates(), 300);
    clock.runUntil(300);
    expect(outcomes).to.deep.equal([{ error: null, rttMs: 20, source: '10.0.0.2' }]);
  });

  for (const [lost, list] of [
    ['its SYN', [0]],
    ['the answer', [1, 0]],
  ] as const) {
    it(`is sent again after a second when ${lost} was lost`, () => {
      const [clock, outcomes] = outcomesOf(fates(...list), 5_000);
      clock.runUntil(5_000);
      expect(outcomes.map(({ rttMs }) => rttMs)).to.deep.equal([1_020]);
    });
  }

  it('ends at its time limit, once', () => {
    const [clock, outcomes] = outcomesOf(fates(), 5_000, true);
    clock.runUntil(20_000);
    expect(outcomes.map(({ error }) => error)).to.deep.equal(['ETIMEDOUT']);
  });
});

describe('simulated hours', () => {
  it('are the same for the same seed', async () => {
    const [one, other] = [await Simulation.run(7, 0.2, 0.1, 2), await Simulation.run(7, 0.2, 0.1, 2)];
    expect(one).to.deep.equal(other);
    expect(seededRandom(7)()).to.not.equal(seededRandom(8)());
  });

  it('have one round every ten seconds and stay up where nothing is lost', async () => {
    const { rounds, falseDowns, degraded } = await Simulation.run(1, 0, 1, 0);
    expect([rounds, falseDowns, degraded]).to.deep.equal([360, 0, 0]);
  });

  it('know of every outage within an interval and two time limits of 300 ms each', async () => {
    const { foundMs } = await Simulation.run(1, 0, 0, 20);
    expect(Math.max(...foundMs)).to.be.within(600, 10_600);
  });

  it('are down where everything is lost', async () => {
    const { falseDowns } = await Simulation.run(3, 0.9, 0.2, 0);
    expect(falseDowns).to.be.above(0);
  });
});
