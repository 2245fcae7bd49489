import { expect } from 'chai';
import { Driver, noWay, way } from './driver.ts';

describe('in link-only mode', () => {
  it('is up with a usable link and down without, and never probes', () => {
    const driver = new Driver(0).table([way('link')]);
    expect(driver).to.include({ state: 'up', reason: 'link-usable' });
    driver.table([noWay('no-carrier')]);
    expect(driver).to.include({ state: 'down', reason: 'no-carrier' });
    expect(driver.effects.map((effect) => effect.type)).to.deep.equal(['publish']);
  });

  it('has nothing to check: the present state is the answer', () => {
    const driver = new Driver(0).table([way()]).check();
    expect(driver.effects).to.deep.equal([]);
    expect(driver.machine.round).to.equal(null);
  });

  it('publishes only a change', () => {
    expect(new Driver(0).table([way()]).table([way()]).effects).to.deep.equal([]);
  });
});
