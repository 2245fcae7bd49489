import { expect } from 'chai';
import { Driver, PROBE, way } from './driver.ts';

/** Up, and in a periodic round. */
const inRound = (hosts: number): Driver => Driver.up(hosts).fire('periodic');

describe('a host whose time limit forgives no lost SYN', () => {
  it('is tried a second time when others answered, before it makes the network degraded', () => {
    const driver = inRound(2).answer(0).doubt(1);
    expect(driver).to.include({ state: 'up' });
    expect(driver.of('probe')).to.deep.equal([{ type: 'probe', round: 2, host: 1, attempt: 'second', step: 0 }]);
    expect(driver.fail(1)).to.include({ state: 'degraded', reason: 'some-hosts-reachable' });
  });

  it('leaves all as it was when the second answers', () => {
    const driver = inRound(2).answer(0).doubt(1).answer(1);
    expect(driver).to.include({ state: 'up', reason: 'all-hosts-reachable' });
    expect(driver.machine.round).to.equal(null);
    expect([...driver.armed.keys()]).to.deep.equal(['periodic']);
  });

  it('is not tried a third time', () => {
    const driver = inRound(2).answer(0).doubt(1).doubt(1);
    expect(driver).to.include({ state: 'degraded' });
    expect(driver.machine.round).to.equal(null);
  });

  it('waits for the first attempts of the others', () => {
    const driver = inRound(2).doubt(0);
    expect(driver.probed).to.deep.equal([]);
    expect(driver.answer(1).probed).to.deep.equal([0]);
  });

  it('has its second attempt in the confirming round when none answered, and there are but two', () => {
    const driver = inRound(2).doubt(0).doubt(1);
    expect(driver.of('probe').map(({ host, attempt }) => [host, attempt])).to.deep.equal([
      [0, 'second'],
      [1, 'second'],
    ]);
    expect(driver.doubt(0).doubt(1)).to.include({ state: 'down', reason: 'unreachable' });
  });

  it('is reachable by an answer that comes late, while the round goes on', () => {
    const driver = inRound(2).doubt(0).doubt(1);
    const round = driver.machine.round!.id;
    driver.send({ type: 'probe', round, host: 0, reachable: true, cause: PROBE });
    expect(driver.state).to.equal('up');
    expect(driver.fail(1)).to.include({ state: 'degraded' });
  });

  it('is not tried again where a failure is certain', () => {
    expect(inRound(2).answer(0).fail(1)).to.include({ state: 'degraded' });
  });
});

describe('the attempts of a round', () => {
  it('are first ones, and in a recovery neither first nor second', () => {
    const starting = new Driver(1).table([way()]);
    expect(starting.of('probe')[0]).to.include({ attempt: 'first' });
    expect(starting.fail(0).of('probe')[0]).to.include({ attempt: 'recovery' });
  });
});
