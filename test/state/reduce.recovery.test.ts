import { expect } from 'chai';
import { Driver, noWay, way, wayBy } from './driver.ts';

describe('after the first answer that leaves down', () => {
  it('goes on with the round and becomes degraded when others fail', () => {
    const driver = Driver.unreachable(2).answer(1);
    expect(driver).to.include({ state: 'up', reason: 'some-hosts-reachable' });
    expect(driver.fail(0)).to.include({ state: 'degraded' });
  });

  it('goes on with the round and stays up when the others answer', () => {
    const driver = Driver.unreachable(2).answer(1).answer(0);
    expect(driver).to.include({ state: 'up', reason: 'all-hosts-reachable' });
    expect(driver.published).to.deep.equal([]);
  });

  it('probes the hosts that have no socket under way', () => {
    const driver = Driver.unreachable(2).fail(0).answer(1);
    expect(driver.state).to.equal('up');
    expect(driver.probed).to.deep.equal([0]);
  });

  it('counts a host without a way as failed', () => {
    const driver = new Driver(2).table([noWay(), noWay()]).table([noWay(), way()]);
    expect(driver.machine.round?.kind).to.equal('recovery');
    expect(driver.answer(1)).to.include({ state: 'degraded', reason: 'some-hosts-reachable' });
    expect(driver.published).to.deep.equal(['up', 'degraded']);
  });

  it('ends the schedule of the recovery', () => {
    expect([...Driver.unreachable(2).answer(0).armed.keys()]).to.deep.equal([]);
  });
});

describe('the recovery', () => {
  it('launches fresh sockets at every step, beside those that still wait', () => {
    const driver = Driver.unreachable(2);
    expect(driver.fire('recovery').probed).to.deep.equal([0, 1]);
    expect(driver.underWay.map((probes) => probes.length)).to.deep.equal([2, 2]);
    expect(driver.armed.get('recovery')).to.include({ step: 2 });
  });

  it('has no end of its own, however many sockets fail', () => {
    const driver = Driver.unreachable(1);
    for (let step = 1; step < 20; step++) {
      driver.fail(0);
      expect(driver.of('round-end')).to.deep.equal([]);
      driver.fire('recovery');
    }
    expect(driver.state).to.equal('down');
  });

  it('gives up the other sockets of a host that answered', () => {
    const driver = Driver.unreachable(1).fire('recovery').fire('recovery').answer(0);
    expect(driver.underWay).to.deep.equal([[]]);
    expect(driver.state).to.equal('up');
  });

  it('probes no host that has no way', () => {
    const driver = Driver.unreachable(2).table([way('eth1'), noWay()]);
    expect(driver.probed).to.deep.equal([0]);
    expect(driver.fire('recovery').probed).to.deep.equal([0]);
  });
});

describe('when a way is back and nothing has answered over it yet', () => {
  it('is down for the silence, no longer for what was broken, and tells nobody anew', () => {
    for (const reason of ['no-carrier', 'no-route', 'interface-down'] as const) {
      const driver = Driver.up(1).table([noWay(reason)]);
      expect(driver).to.include({ state: 'down', reason });
      expect(driver.table([way()])).to.include({ state: 'down', reason: 'unreachable' });
      expect(driver.published).to.deep.equal([]);
    }
  });

  it('says so of its gateway, once that is known to have failed', () => {
    const gateway = '2 10.0.0.1';
    const driver = Driver.up(1)
      .table([noWay('no-carrier')])
      .table([wayBy(gateway)])
      .gateway(gateway, 'fails');
    expect(driver).to.include({ state: 'down', reason: 'gateway-dead' });
  });
});
