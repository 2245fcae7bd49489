import { expect } from 'chai';
import { Driver, noWay, way } from './driver.ts';

describe('before the first decision', () => {
  it('is unknown, for it has not started', () => {
    expect(new Driver(2).machine).to.include({ state: 'unknown', reason: 'not-started', round: null });
  });

  it('stays unknown while the first round is under way', () => {
    const driver = new Driver(2).table([way(), way()]);
    expect(driver).to.include({ state: 'unknown' });
    expect(driver.probed).to.deep.equal([0, 1]);
    expect(driver.published).to.deep.equal([]);
    expect(driver.fail(0).published).to.deep.equal([]);
  });

  it('goes up at the first answer, for some hosts', () => {
    const driver = new Driver(3).table([way(), way(), way()]).fail(0).answer(1);
    expect(driver).to.include({ state: 'up', reason: 'some-hosts-reachable' });
    expect(driver.of('publish')).to.have.length(1);
    expect(driver.of('publish')[0]).to.include({ state: 'up', previous: 'unknown' });
  });

  it('goes up for all hosts when there is but one', () => {
    expect(new Driver(1).table([way()]).answer(0)).to.include({ state: 'up', reason: 'all-hosts-reachable' });
  });

  it('goes down when no host answers, without a confirming round: there is nothing to confirm', () => {
    const driver = new Driver(2).table([way(), way()]).fail(0).fail(1);
    expect(driver).to.include({ state: 'down', reason: 'unreachable' });
    expect(driver.machine.round?.kind).to.equal('recovery');
  });

  it('goes down without a probe when no host has a way', () => {
    const driver = new Driver(2).table([noWay('no-carrier'), noWay('no-carrier')]);
    expect(driver).to.include({ state: 'down', reason: 'no-carrier' });
    expect(driver.probed).to.deep.equal([]);
    expect(driver.published).to.deep.equal(['down']);
  });
});

describe('when the way to every host is lost', () => {
  for (const [name, from] of [
    ['up', (): Driver => Driver.up(2)],
    ['the middle of a round', (): Driver => Driver.up(2).check()],
    ['the middle of a confirming round', (): Driver => Driver.up(2).check().fail(0).fail(1)],
    ['a recovery', (): Driver => Driver.unreachable(2)],
  ] as const) {
    it(`is down at once from ${name}, with no probe and no timer`, () => {
      const driver = from().table([noWay(), noWay()]);
      expect(driver).to.include({ state: 'down', reason: 'no-route' });
      expect(driver.probed).to.deep.equal([]);
      expect(driver.of('arm-timer')).to.deep.equal([]);
      expect([...driver.armed.keys()]).to.deep.equal([]);
      expect(driver.underWay.flat()).to.deep.equal([]);
      expect(driver.machine.round).to.equal(null);
    });
  }

  it('says why for the most hosts', () => {
    const paths = [noWay('no-route'), noWay('no-carrier'), noWay('no-carrier')];
    expect(Driver.up(3).table(paths)).to.include({ reason: 'no-carrier' });
  });

  it('says why for the first host among equals', () => {
    expect(Driver.up(2).table([noWay('no-route'), noWay('no-interface')])).to.include({ reason: 'no-route' });
    expect(Driver.up(2).table([noWay('no-interface'), noWay('no-route')])).to.include({ reason: 'no-interface' });
  });

  it('publishes the cause that took it away', () => {
    const cause = { type: 'link', interface: 'eth0' } as const;
    const driver = Driver.up(1).table([noWay('no-carrier')], cause);
    expect(driver.of('publish')[0]).to.deep.include({ previous: 'up', reason: 'no-carrier', cause });
  });

  it('is told once: another reason for the same state is not another change', () => {
    const driver = Driver.up(1)
      .table([noWay('no-carrier')])
      .table([noWay('interface-down')]);
    expect(driver.published).to.deep.equal([]);
    expect(driver).to.include({ state: 'down', reason: 'interface-down' });
  });

  it('probes nothing, whoever asks, until a way is there', () => {
    const driver = Driver.up(1).table([noWay()]);
    expect(driver.check().effects).to.deep.equal([]);
    expect(driver.send({ type: 'timer', timer: 'periodic' }).effects).to.deep.equal([]);
    expect(driver.send({ type: 'timer', timer: 'recovery' }).effects).to.deep.equal([]);
  });
});

describe('when one of several hosts loses its way', () => {
  it('stays up until the round says otherwise, and does not probe that host', () => {
    const driver = Driver.up(2).table([noWay(), way()]);
    expect(driver.state).to.equal('up');
    expect(driver.probed).to.deep.equal([1]);
    expect(driver.answer(1)).to.include({ state: 'degraded', reason: 'some-hosts-reachable' });
  });

  it('counts it as failed at once in a round that is under way', () => {
    const driver = Driver.up(2).check().answer(0).table([way(), noWay()]);
    expect(driver.state).to.equal('degraded');
    expect(driver.of('cancel').map((effect) => effect.host)).to.deep.equal([1]);
  });

  it('takes back an answer that came over the way that is gone', () => {
    const driver = Driver.up(2).check().answer(0).table([noWay(), way()]).answer(1);
    expect(driver.of('round-end')[0]).to.include({ reachable: 1, total: 2 });
    expect(driver.state).to.equal('degraded');
  });
});

describe('a change of the way to a host', () => {
  it('starts a round at once', () => {
    const driver = Driver.up(2).table([way('eth1'), way()]);
    expect(driver.probed).to.deep.equal([0, 1]);
    expect(driver.published).to.deep.equal([]);
  });

  it('probes that host afresh, and it alone, in a round that is under way', () => {
    const driver = Driver.up(2)
      .check()
      .answer(0)
      .table([way('eth1'), way()]);
    expect(driver.probed).to.deep.equal([0]);
    expect(driver.machine.round?.hosts).to.deep.equal([
      { status: 'pending', outstanding: 1 },
      { status: 'pending', outstanding: 1 },
    ]);
  });

  it('gives up what was under way over the old one', () => {
    const driver = Driver.up(2)
      .check()
      .table([way('eth1'), way()]);
    expect(driver.of('cancel').map((effect) => effect.host)).to.deep.equal([0]);
    expect(driver.underWay.map((probes) => probes.length)).to.deep.equal([1, 1]);
  });

  it('is no change when the table is the same: nothing happens', () => {
    expect(Driver.up(2).table([way(), way()]).effects).to.deep.equal([]);
  });

  it('starts the recovery afresh while down', () => {
    const driver = Driver.unreachable(1).fire('recovery').fire('recovery');
    expect(driver.machine.round?.step).to.equal(3);
    driver.table([way('eth1')]);
    expect(driver.machine.round).to.include({ kind: 'recovery', step: 1 });
    expect(driver.probed).to.deep.equal([0]);
    expect(driver.underWay).to.deep.equal([[driver.machine.round?.id]]);
  });
});

describe('a round in a running state', () => {
  it('is up when all answer', () => {
    const driver = Driver.up(2).check().answer(0).answer(1);
    expect(driver).to.include({ state: 'up', reason: 'all-hosts-reachable' });
    expect(driver.published).to.deep.equal([]);
    expect(driver.of('round-end')[0]).to.include({ reachable: 2, total: 2 });
  });

  it('is degraded when some answer, and up again when all do', () => {
    const driver = Driver.up(2).check().answer(0).fail(1);
    expect(driver).to.include({ state: 'degraded', reason: 'some-hosts-reachable' });
    expect(driver.published).to.deep.equal(['degraded']);
    expect(driver.check().answer(0).published).to.deep.equal([]);
    expect(driver.answer(1).published).to.deep.equal(['up']);
  });

  it('decides only when the last host has answered or failed', () => {
    expect(Driver.up(3).check().fail(0).fail(1).published).to.deep.equal([]);
  });

  it('is tried once more with fresh sockets when none answers', () => {
    const driver = Driver.up(2).check().fail(0).fail(1);
    expect(driver.state).to.equal('up');
    expect(driver.machine.round?.kind).to.equal('confirm');
    expect(driver.probed).to.deep.equal([0, 1]);
    expect(driver.of('round-end')).to.deep.equal([]);
  });

  it('is down when the confirming round fails too, and the recovery begins at once', () => {
    const driver = Driver.up(2).check().fail(0).fail(1).fail(0).fail(1);
    expect(driver).to.include({ state: 'down', reason: 'unreachable' });
    expect(driver.published).to.deep.equal(['down']);
    expect(driver.probed).to.deep.equal([0, 1]);
    expect(driver.armed.get('recovery')).to.include({ step: 1 });
    expect(driver.armed.has('periodic')).to.equal(false);
  });

  it('is degraded when one host answers the confirming round', () => {
    const driver = Driver.up(2).check().fail(0).fail(1).fail(0).answer(1);
    expect(driver).to.include({ state: 'degraded', reason: 'some-hosts-reachable' });
  });

  it('does not confirm twice', () => {
    const driver = Driver.up(1).check().fail(0);
    expect(driver.machine.round?.kind).to.equal('confirm');
    expect(driver.fail(0).machine.round?.kind).to.equal('recovery');
  });

  it('asks for the next one after the check interval', () => {
    const driver = Driver.up(1);
    expect([...driver.armed.keys()]).to.deep.equal(['periodic']);
    expect(driver.fire('periodic').probed).to.deep.equal([0]);
    expect([...driver.armed.keys()]).to.deep.equal([]);
    expect([...driver.answer(0).armed.keys()]).to.deep.equal(['periodic']);
  });
});

describe('an outcome of a round that is over', () => {
  it('changes nothing', () => {
    const driver = Driver.up(1);
    const stale = driver.machine.nextRoundId - 1;
    driver.check();
    for (const reachable of [true, false]) {
      const before = driver.machine;
      driver.send({ type: 'probe', round: stale, host: 0, reachable, cause: { type: 'probe' } });
      expect(driver.effects).to.deep.equal([]);
      expect(driver.machine).to.deep.equal(before);
    }
  });

  it('changes nothing while down without a way', () => {
    const driver = Driver.up(1).check();
    const round = driver.machine.round!.id;
    driver.table([noWay()]);
    driver.send({ type: 'probe', round, host: 0, reachable: true, cause: { type: 'probe' } });
    expect(driver.state).to.equal('down');
    expect(driver.effects).to.deep.equal([]);
  });

  it('does not take back what a host has answered', () => {
    const driver = Driver.up(2).check();
    const round = driver.machine.round!.id;
    driver.answer(0).send({ type: 'probe', round, host: 0, reachable: false, cause: { type: 'probe' } });
    expect(driver.answer(1)).to.include({ state: 'up', reason: 'all-hosts-reachable' });
  });
});
