import { expect } from 'chai';
import { type InFlight, PathLosses } from '../../lib/retry/path-losses.ts';
import type { LostPath } from '../../lib/retry/network-view.ts';
import { settled } from '../support/failure.ts';
import { lostWay } from '../support/lost-way.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { ScriptedNetwork } from '../support/scripted-network.ts';

/** A clock whose turns come when a test says so. */
class StepClock extends ManualClock {
  readonly turns: Array<() => void> = [];

  override nextTurn(callback: () => void): void {
    this.turns.push(callback);
  }

  async runTurns(): Promise<void> {
    await settled();
    for (let turn = this.turns.shift(); turn !== undefined; turn = this.turns.shift()) {
      turn();
      await settled();
    }
  }
}

describe('a way that many attempts are on, when it is lost', () => {
  let clock: StepClock;
  let network: ScriptedNetwork;
  let losses: PathLosses;
  /** What was asked whether it is exposed, and what was ended, by number. */
  let asked: number[];
  let ended: number[];

  beforeEach(() => {
    clock = new StepClock();
    network = new ScriptedNetwork();
    losses = new PathLosses(network, clock);
    [asked, ended] = [[], []];
  });

  function flight(number: number, onPathLost: (lost: LostPath) => void = () => {}): InFlight {
    const self: InFlight = {
      isExposedTo: () => {
        asked.push(number);
        return true;
      },
      onPathLost: (lost) => {
        losses.leave(self);
        ended.push(number);
        onPathLost(lost);
        // It takes as long as that.
        clock.advance(1);
      },
    };
    return self;
  }

  function begin(count: number, graceMs = 0): InFlight[] {
    const flights = Array.from({ length: count }, (_, number) => flight(number));
    for (const each of flights) losses.watch(each, { graceMs, unref: true });
    return flights;
  }

  const all = (count: number): number[] => Array.from({ length: count }, (_, number) => number);

  it('holds the event up for the first 64 only, and ends them in slices', async () => {
    begin(300);
    network.losePath();
    expect([asked.length, ended.length]).to.deep.equal([64, 0]);
    await settled();
    expect(ended.length).to.be.within(1, 6);
    await clock.runTurns();
    expect(ended).to.deep.equal(all(300));
    expect(asked).to.deep.equal(all(300));
  });

  it('ends them once, however soon they begin anew', async () => {
    for (let number = 0; number < 200; number++) {
      const again = (): void => losses.watch(flight(1_000 + number), { graceMs: 0, unref: true });
      losses.watch(flight(number, again), { graceMs: 0, unref: true });
    }
    network.losePath();
    await clock.runTurns();
    expect(ended).to.deep.equal(all(200));
    expect(asked).to.deep.equal(all(200));
  });

  it('tells them of each of two that are lost at once, and those that have left of none', async () => {
    const flights = begin(200);
    const told: string[] = [];
    const [left] = flights.splice(150, 1);
    const patient: InFlight = {
      isExposedTo: ({ interface: name }) => told.push(name!) === 0,
      onPathLost: () => {},
    };
    losses.watch(patient, { graceMs: 0, unref: true });
    const lost = [lostWay(), lostWay({ interface: 'wwan0' })];
    network.emit('path', { usable: false, interface: null, source: null, lost });
    losses.leave(left!);
    await clock.runTurns();
    expect(told).to.deep.equal(['wlan0', 'wwan0']);
    expect(asked).not.to.include(150);
    expect(ended).to.have.length(199);
  });

  it('ends those who wait for it to come back when it does not, be it that they heard of it late', async () => {
    begin(200, 1_000);
    network.losePath();
    await clock.runTurns();
    expect(clock.pending).to.have.length(200);
    clock.advance(1_000);
    await clock.runTurns();
    expect(ended).to.deep.equal(all(200));
  });

  it('ends none of those who wait for it to come back, when it does before they have heard of it', async () => {
    begin(200, 1_000);
    network.losePath();
    expect(clock.pending).to.have.length(64);
    network.emit('path', { usable: true, interface: 'wlan0', source: '10.0.0.2', lost: [] });
    await clock.runTurns();
    expect(clock.pending).to.deep.equal([]);
    clock.advance(2_000);
    await clock.runTurns();
    expect(ended).to.deep.equal([]);
  });

  it('ends those who do not wait all the same', async () => {
    begin(200);
    network.losePath();
    network.emit('path', { usable: true, interface: 'wlan0', source: '10.0.0.2', lost: [] });
    await clock.runTurns();
    expect(ended).to.deep.equal(all(200));
  });
});
