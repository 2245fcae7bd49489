import { expect } from 'chai';
import type { StateCause } from '../../lib/state/network-state.ts';
import { Driver, noWay, way } from './driver.ts';

const WAKE: StateCause = Object.freeze({ type: 'wake' });

function wake(driver: Driver): Driver {
  return driver.send({ type: 'wake', cause: WAKE });
}

describe('when the machine has slept', () => {
  it('verifies at once, with what it measured before forgotten first', () => {
    const driver = wake(Driver.up(2));
    expect(driver.probed).to.deep.equal([0, 1]);
    expect(driver.machine.round).to.include({ kind: 'regular', cause: WAKE });
    expect(driver.effects[0]).to.deep.equal({ type: 'forget-rtts' });
    expect(driver.effects.filter(({ type }) => type === 'forget-rtts')).to.have.length(1);
    expect(driver.state).to.equal('up');
  });

  it('starts the round that was under way afresh, for those who wait for it', () => {
    const driver = Driver.up(2).check().answer(0);
    const before = driver.machine.round?.id;
    wake(driver);
    expect(driver.machine.round?.id).to.equal(before);
    expect(driver.of('cancel').map(({ host }) => host)).to.deep.equal([1]);
    expect(driver.underWay.map((probes) => probes.length)).to.deep.equal([1, 1]);
    expect(driver.of('round-end')).to.deep.equal([]);
    expect(driver.answer(0).answer(1).of('round-end')).to.have.length(1);
  });

  it('asks twice again before it is down, also when it slept between the two', () => {
    const driver = Driver.up(1).check().fail(0);
    expect(driver.machine.round?.kind).to.equal('confirm');
    expect(wake(driver).machine.round).to.include({ kind: 'regular', second: false });
    driver.fail(0);
    expect([driver.state, driver.machine.round?.kind]).to.deep.equal(['up', 'confirm']);
    expect(driver.fail(0).state).to.equal('down');
  });

  it('restarts the schedule of the recovery', () => {
    const driver = Driver.unreachable(1).fire('recovery').fire('recovery');
    expect(driver.machine.round?.step).to.equal(3);
    wake(driver);
    expect(driver.machine.round).to.include({ kind: 'recovery', step: 1, cause: WAKE });
    expect(driver.underWay[0]).to.have.length(1);
  });

  it('probes nothing while there is no way, nor in link-only mode', () => {
    for (const driver of [Driver.up(1).table([noWay()]), new Driver(0).table([way()])]) {
      const { state } = driver;
      wake(driver);
      expect([driver.probed, driver.state]).to.deep.equal([[], state]);
    }
  });

  it('asks for a captive portal again, in place of the check that was under way', () => {
    for (const hosts of [0, 1]) {
      const open = hosts === 0 ? new Driver(0, { portal: true }).table([way()]) : Driver.up(hosts, { portal: true });
      open.portal('open');
      expect(wake(open).of('check-portal')).to.deep.equal([{ type: 'check-portal', check: 2 }]);
      expect(wake(open).asking).to.equal(3);
      expect([open.state, open.machine.portal?.status]).to.deep.equal(['up', 'open']);
    }
  });

  it('asks for no captive portal while it is down, or where nobody looks for one', () => {
    const down = Driver.up(1, { portal: true }).table([noWay()]);
    for (const driver of [down, Driver.up(1)]) expect(wake(driver).of('check-portal')).to.deep.equal([]);
  });
});
