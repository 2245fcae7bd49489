import { expect } from 'chai';
import { Driver, noWay, way } from './driver.ts';

/** The round whose end answers a check that is asked for now, as the engine reads it from the machine. */
function asked(driver: Driver): number | null {
  const { round, nextRoundId } = driver.check().machine;
  return round === null ? null : round.again ? nextRoundId : round.id;
}

/** Whether the last event ended that round, or a later one. */
function ended(driver: Driver, round: number | null): boolean {
  return round !== null && driver.of('round-end').some((effect) => effect.round >= round);
}

describe('a check that is asked for', () => {
  it('starts a round at once while none is under way, and stops the timer of the next', () => {
    const driver = Driver.up(2).check();
    expect(driver.probed).to.deep.equal([0, 1]);
    expect([...driver.armed.keys()]).to.deep.equal([]);
  });

  it('joins a round that has no answer yet', () => {
    const driver = Driver.up(2).check();
    const round = driver.machine.round?.id;
    expect(asked(driver)).to.equal(round);
    expect(driver.effects).to.deep.equal([]);
  });

  it('gets a round of its own after one that has answers already', () => {
    const driver = Driver.up(2).check().answer(0);
    const round = asked(driver);
    expect(driver.effects).to.deep.equal([]);
    expect(ended(driver.answer(1), round)).to.equal(false);
    expect(driver.probed).to.deep.equal([0, 1]);
    expect(driver.machine.round?.id).to.equal(round);
    driver.answer(0).answer(1);
    expect(ended(driver, round)).to.equal(true);
    expect(driver.machine.round).to.equal(null);
  });

  it('gets one round after the present one, however many ask', () => {
    const driver = Driver.up(2).check().answer(0);
    expect(asked(driver)).to.equal(asked(driver));
    driver.answer(1).answer(0).answer(1);
    expect(driver.machine.round).to.equal(null);
  });

  it('has the whole of a round in the recovery, which has no end of its own', () => {
    const driver = Driver.unreachable(2);
    const round = asked(driver);
    expect(driver.machine.round).to.include({ kind: 'regular', id: round });
    expect(driver.underWay.flat()).to.deep.equal([round, round]);
    expect(ended(driver.fail(0), round)).to.equal(false);
    expect(ended(driver.fail(1), round)).to.equal(true);
    expect(driver.machine).to.include({ state: 'down', reason: 'unreachable' });
    expect(driver.machine.round).to.include({ kind: 'recovery', step: 1 });
  });

  it('is answered by the present state when no host has a way', () => {
    expect(asked(Driver.up(1).table([noWay()]))).to.equal(null);
  });

  it('is answered when its round is cut short by the loss of every way', () => {
    const driver = Driver.up(2);
    const round = asked(driver);
    expect(ended(driver.table([noWay(), noWay()]), round)).to.equal(true);
  });

  it('is answered when every way is lost before its own round has begun', () => {
    const driver = Driver.up(2).check().answer(0);
    const round = asked(driver);
    expect(ended(driver.table([noWay(), noWay()]), round)).to.equal(true);
  });

  it('gets its own round when the one before it ends in down', () => {
    const driver = Driver.up(2).check().fail(0);
    const round = asked(driver);
    driver.fail(1).fail(0).fail(1);
    expect(driver.state).to.equal('down');
    expect(driver.machine.round).to.include({ kind: 'regular', id: round });
    expect(ended(driver.fail(0).fail(1), round)).to.equal(true);
    expect(driver.machine.round).to.include({ kind: 'recovery' });
  });

  it('is answered when another way restarts the recovery before its own round has begun', () => {
    const driver = Driver.unreachable(2).check().fail(0);
    const round = asked(driver);
    expect(ended(driver.table([way('eth1'), way()]), round)).to.equal(true);
    expect(driver.machine.round).to.include({ kind: 'recovery', step: 1 });
  });

  it('is answered when the monitor fails or stops before its own round has begun', () => {
    for (const type of ['failed', 'stopped'] as const) {
      const driver = Driver.up(2).check().answer(0);
      const round = asked(driver);
      expect(ended(driver.send({ type, cause: { type: 'stop' } }), round)).to.equal(true);
    }
  });
});
