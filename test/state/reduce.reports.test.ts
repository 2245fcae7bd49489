import { expect } from 'chai';
import { Driver, noWay, PROBE, way } from './driver.ts';

const suspect = (driver: Driver): Driver => driver.send({ type: 'suspicion', cause: PROBE });
const succeed = (driver: Driver): Driver => driver.send({ type: 'success', cause: PROBE });

describe('a suspicion', () => {
  it('starts a round at once, in the place of the next', () => {
    const driver = suspect(Driver.up(2));
    expect(driver.probed).to.deep.equal([0, 1]);
    expect([...driver.armed.keys()]).to.deep.equal([]);
  });

  it('joins a round without answers, and has one follow that has some', () => {
    const driver = suspect(Driver.up(2).check());
    expect(driver.effects).to.deep.equal([]);
    suspect(driver.answer(0));
    expect(driver.probed).to.deep.equal([]);
    expect(driver.answer(1).probed).to.deep.equal([0, 1]);
  });

  it('leaves a recovery to its schedule', () => {
    const driver = Driver.unreachable(2);
    const before = driver.machine;
    expect(suspect(driver).machine).to.deep.equal(before);
  });

  it('is nothing without a way, nor in link-only mode', () => {
    for (const driver of [Driver.up(1).table([noWay()]), new Driver(0).table([way()])])
      expect(suspect(driver).effects).to.deep.equal([]);
  });
});

describe('a success that is told of', () => {
  it('restarts the schedule of the recovery, and nothing more', () => {
    const driver = succeed(Driver.unreachable(2).fire('recovery').fire('recovery'));
    expect(driver.machine.round).to.include({ kind: 'recovery', step: 1 });
    expect([driver.state, driver.underWay.map((probes) => probes.length)]).to.deep.equal(['down', [1, 1]]);
  });

  it('changes nothing in any other state', () => {
    for (const driver of [Driver.up(2), Driver.up(2).check(), Driver.up(1).table([noWay()]), new Driver(1)])
      expect(succeed(driver).effects).to.deep.equal([]);
  });
});
