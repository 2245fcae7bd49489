import { expect } from 'chai';
import { Driver, noWay, PROBE, way, wayBy } from './driver.ts';

const A = '2 10.0.0.1';
const B = '3 10.0.1.1';

/** `up`, with hosts behind these gateways. */
function upBehind(...gateways: string[]): Driver {
  const driver = Driver.up(gateways.length).table(gateways.map((gateway) => wayBy(gateway)));
  for (let host = 0; host < gateways.length; host++) driver.answer(host);
  return driver;
}

/** `down`, in its recovery, after a round in which no host behind these gateways answered. */
function silentBehind(...gateways: string[]): Driver {
  const driver = upBehind(...gateways).check();
  for (let round = 0; round < 2; round++) for (let host = 0; host < gateways.length; host++) driver.fail(host);
  return driver;
}

/** No probe under way is answered, to the end of the confirming round. */
function failAll(driver: Driver): Driver {
  for (let round = 0; round < 2; round++) driver.underWay.forEach((_, host) => driver.fail(host));
  return driver;
}

describe('when a gateway can no longer be resolved', () => {
  it('starts a round at once, and decides nothing by itself', () => {
    const driver = upBehind(A, A).gateway(A, 'fails');
    expect(driver.probed).to.deep.equal([0, 1]);
    expect(driver).to.include({ state: 'up', reason: 'all-hosts-reachable' });
  });

  it('goes down for it when that round and the one that confirms it find no host', () => {
    const driver = upBehind(A, A).gateway(A, 'fails').fail(0).fail(1);
    expect([driver.state, driver.probed]).to.deep.equal(['up', [0, 1]]);
    driver.fail(0).fail(1);
    expect(driver.of('publish')[0]).to.include({ state: 'down', reason: 'gateway-dead' });
    expect(driver.machine.round?.kind).to.equal('recovery');
  });

  it('stays up when the hosts answer, and holds no old grudge', () => {
    const driver = upBehind(A).gateway(A, 'fails').answer(0);
    expect(driver).to.include({ state: 'up', reason: 'all-hosts-reachable' });
    expect(driver.machine.failedGateways).to.deep.equal([]);
    expect(failAll(driver.check())).to.include({ state: 'down', reason: 'unreachable' });
  });

  it('has another round follow the one that is under way and has answers', () => {
    const driver = upBehind(A, B).check().answer(0).gateway(A, 'fails');
    expect(driver.probed).to.deep.equal([]);
    expect(driver.answer(1).probed).to.deep.equal([0, 1]);
  });

  it('does nothing for a gateway by which no host is reached', () => {
    expect(upBehind(A).gateway(B, 'fails').effects).to.deep.equal([]);
    expect(Driver.up(1).gateway(A, 'fails').effects).to.deep.equal([]);
  });

  it('does nothing the second time', () => {
    const driver = upBehind(A).gateway(A, 'fails');
    expect(driver.gateway(A, 'fails').effects).to.deep.equal([]);
  });

  it('probes nothing without a way', () => {
    const driver = upBehind(A)
      .table([noWay('no-carrier')])
      .gateway(A, 'fails');
    expect(driver.effects).to.deep.equal([]);
    expect(driver).to.include({ state: 'down', reason: 'no-carrier' });
  });

  it('is only some hosts when others are behind another gateway', () => {
    const driver = upBehind(A, B).gateway(A, 'fails').fail(0).answer(1);
    expect(driver).to.include({ state: 'degraded', reason: 'some-hosts-reachable' });
  });

  for (const [what, paths] of [
    ['another gateway', [wayBy(A), wayBy(B)]],
    ['no gateway', [wayBy(A), way('on link')]],
    ['another gateway beside it', [wayBy(A, B), wayBy(A)]],
  ] as const) {
    it(`is not to blame when a silent host is behind ${what}`, () => {
      const driver = Driver.up(2).table(paths).answer(0).answer(1).gateway(A, 'fails');
      expect(failAll(driver)).to.include({ state: 'down', reason: 'unreachable' });
    });
  }

  it('is to blame when the other hosts have no way at all', () => {
    const driver = Driver.up(2)
      .table([wayBy(A), noWay()])
      .answer(0)
      .gateway(A, 'fails');
    expect(driver.fail(0).fail(0)).to.include({ state: 'down', reason: 'gateway-dead' });
  });
});

describe('a gateway, during an outage', () => {
  it('is the reason from the moment that it is known to have failed, and the recovery goes on as it was', () => {
    const driver = silentBehind(A);
    expect(driver.reason).to.equal('unreachable');
    expect(driver.gateway(A, 'fails').effects).to.deep.equal([]);
    expect(driver).to.include({ state: 'down', reason: 'gateway-dead' });
  });

  it('starts the recovery afresh when it is back, and is no longer the reason', () => {
    const driver = silentBehind(A).gateway(A, 'fails').fire('recovery').fire('recovery').gateway(A, 'returns');
    expect(driver.probed).to.deep.equal([0]);
    expect(driver.of('arm-timer')).to.deep.equal([{ type: 'arm-timer', timer: 'recovery', step: 1 }]);
    expect(driver).to.include({ state: 'down', reason: 'unreachable' });
    expect(driver.answer(0)).to.include({ state: 'up', reason: 'all-hosts-reachable' });
  });

  it('does nothing when it is back and had not failed', () => {
    expect(silentBehind(A).gateway(A, 'returns').effects).to.deep.equal([]);
  });

  it('lets the round come to its end that somebody has asked for', () => {
    const driver = silentBehind(A).gateway(A, 'fails').check().gateway(A, 'returns');
    expect(driver.effects).to.deep.equal([]);
    expect(driver.machine.round?.kind).to.equal('regular');
  });

  it('is forgotten with the way that led over it', () => {
    const driver = silentBehind(A)
      .gateway(A, 'fails')
      .table([wayBy(B)]);
    expect(driver.machine.failedGateways).to.deep.equal([]);
    expect(driver).to.include({ state: 'down', reason: 'unreachable' });
  });

  it('is forgotten when every way is lost: entries of the kernel go with the link', () => {
    const driver = silentBehind(A)
      .gateway(A, 'fails')
      .table([noWay('no-carrier')]);
    expect(driver).to.include({ state: 'down', reason: 'no-carrier' });
    driver.table([wayBy(A)]);
    expect(driver.machine.failedGateways).to.deep.equal([]);
  });
});

describe('a gateway that is back while some hosts answer', () => {
  it('starts a round, for the others may be behind it', () => {
    const driver = upBehind(A, B).gateway(A, 'fails').fail(0).answer(1).gateway(A, 'returns');
    expect(driver.probed).to.deep.equal([0, 1]);
  });

  it('starts none while all answer', () => {
    const driver = upBehind(A, B).gateway(A, 'fails').answer(1);
    expect(driver.gateway(A, 'returns').effects).to.deep.equal([]);
    expect(driver.machine.failedGateways).to.deep.equal([]);
  });
});

describe('in link-only mode', () => {
  it('a gateway says nothing', () => {
    const driver = new Driver(0).table([way()]);
    expect(driver.send({ type: 'gateway', gateway: A, failed: true, cause: PROBE }).effects).to.deep.equal([]);
  });
});
