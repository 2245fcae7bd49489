import { expect } from 'chai';
import fc from 'fast-check';
import type { Machine } from '../../lib/state/machine.ts';
import { Driver, noWay, PORTAL, PROBE, way } from './driver.ts';

const WATCHED = { portal: true };

/** Up, and the portal has been asked for and told `status`. */
function known(hosts: number, status: 'open' | 'captive'): Driver {
  return Driver.up(hosts, WATCHED).portal(status);
}

/** A whole round in which every host answers. */
function round(driver: Driver): Driver {
  driver.fire('periodic');
  for (let host = 0; host < driver.underWay.length; host++) driver.answer(host);
  return driver;
}

describe('a captive portal', () => {
  it('makes the state degraded, whose cause is the host that answered', () => {
    const driver = known(2, 'captive');
    expect([driver.state, driver.reason]).to.deep.equal(['degraded', 'captive-portal']);
    expect(driver.of('publish')[0]).to.include({ previous: 'up', cause: PORTAL });
  });

  it('is up again when it opens', () => {
    const driver = round(known(2, 'captive')).portal('open');
    expect([driver.state, driver.reason]).to.deep.equal(['up', 'all-hosts-reachable']);
  });

  it('is what the probes told when it opens', () => {
    const driver = known(2, 'captive').fire('periodic').answer(0).fail(1);
    expect(driver.reason).to.equal('captive-portal');
    driver.portal('open');
    expect([driver.state, driver.reason]).to.deep.equal(['degraded', 'some-hosts-reachable']);
  });

  it('is no reason for being down, nor makes usable what no host answers over', () => {
    const driver = known(1, 'captive').fire('periodic').fail(0).fail(0);
    expect([driver.state, driver.reason]).to.deep.equal(['down', 'unreachable']);
    driver.portal('captive');
    expect([driver.state, driver.reason]).to.deep.equal(['down', 'unreachable']);
  });

  it('that was found while no host answered is told with the first that does', () => {
    const driver = Driver.unreachable(1).table([way()]);
    const watched = new Driver(1, WATCHED).table([way()]).fail(0).portal('captive').answer(0);
    driver.answer(0);
    expect([driver.published, watched.published]).to.deep.equal([['up'], ['degraded']]);
  });

  it('is taken back by two checks in a row that get no answer, not by one', () => {
    const driver = round(known(1, 'captive')).portal('unknown');
    expect([driver.reason, driver.machine.portal?.status]).to.deep.equal(['captive-portal', 'captive']);
    round(driver).portal('unknown');
    expect([driver.state, driver.machine.portal?.status]).to.deep.equal(['up', 'unknown']);
  });

  it('that answers in between has that count for nothing', () => {
    const driver = known(1, 'captive');
    for (const status of ['unknown', 'captive', 'unknown'] as const) round(driver).portal(status);
    expect(driver.reason).to.equal('captive-portal');
  });
});

describe('the check for a captive portal', () => {
  it('is made when the first host answers, which is up without waiting for it', () => {
    const driver = new Driver(2, WATCHED).table([way(), way()]);
    expect(driver.asking).to.equal(null);
    driver.answer(0);
    expect([driver.state, driver.asking]).to.deep.equal(['up', 1]);
  });

  it('is made at the end of the first round when no host answered', () => {
    const driver = new Driver(1, WATCHED).table([way()]).fail(0);
    expect([driver.state, driver.asking]).to.deep.equal(['down', 1]);
  });

  it('is made once at a time: the end of the round does not start another', () => {
    const driver = Driver.up(2, WATCHED);
    expect(driver.asking).to.equal(1);
    expect(driver.of('check-portal')).to.deep.equal([]);
  });

  it('that was not answered is made again at the end of the next round', () => {
    const driver = round(Driver.up(1, WATCHED).portal('unknown'));
    expect([driver.state, driver.asking]).to.deep.equal(['up', 2]);
  });

  it('that found none is not made again while all is well', () => {
    const driver = round(round(known(2, 'open')));
    expect([driver.state, driver.asking]).to.deep.equal(['up', null]);
  });

  it('is made at the end of each round while the state is degraded', () => {
    const driver = known(2, 'open');
    for (let check = 2; check < 5; check++) {
      driver.fire('periodic').answer(0).fail(1);
      expect([driver.state, driver.asking]).to.deep.equal(['degraded', check]);
      driver.portal('open');
    }
  });

  it('takes the place of the one under way when a way is new', () => {
    const driver = Driver.up(2, WATCHED);
    driver.table([way('other'), way()]);
    expect(driver.effects.map(({ type }) => type)).to.include.members(['forget-portal', 'check-portal']);
    driver.send({ type: 'portal', check: 1, status: 'captive', cause: PORTAL });
    expect([driver.state, driver.asking]).to.deep.equal(['up', 2]);
    expect(driver.portal('captive').state).to.equal('degraded');
  });

  it('of a new way is awaited with the state that the probes tell', () => {
    const driver = known(1, 'captive').table([way('other')]);
    expect([driver.state, driver.asking]).to.deep.equal(['degraded', 2]);
    driver.answer(0);
    expect([driver.state, driver.reason]).to.deep.equal(['up', 'all-hosts-reachable']);
  });

  it('says nothing of another way, although the round ends with that', () => {
    const driver = known(2, 'captive').fire('periodic').answer(0).table([way(), noWay()]);
    expect([driver.state, driver.reason]).to.deep.equal(['degraded', 'some-hosts-reachable']);
  });

  it('is given up, after the news, when no host has a way, and is not made then', () => {
    const driver = Driver.up(1, WATCHED).table([noWay()]);
    const types = driver.effects.map(({ type }) => type);
    expect(types.indexOf('publish')).to.be.lessThan(types.indexOf('forget-portal'));
    expect([driver.asking, driver.machine.portal?.status]).to.deep.equal([null, 'unknown']);
    expect(driver.check().asking).to.equal(null);
  });

  it('is made anew after an outage in which the way stayed as it was', () => {
    const driver = known(1, 'open').fire('periodic').fail(0).fail(0);
    driver.portal('unknown').answer(0);
    expect([driver.state, driver.asking]).to.deep.equal(['up', 3]);
  });

  it('ends with the monitor', () => {
    const driver = Driver.up(1, WATCHED).send({ type: 'stopped', cause: { type: 'stop' } });
    expect(driver.of('forget-portal')).to.have.length(1);
    expect(driver.of('check-portal')).to.deep.equal([]);
  });

  it('ends with the monitor also while that is down', () => {
    const driver = new Driver(1, WATCHED).table([way()]).fail(0);
    expect(driver.send({ type: 'stopped', cause: { type: 'stop' } }).of('forget-portal')).to.have.length(1);
  });

  it('is never made unless it is asked for', () => {
    const driver = round(Driver.up(1));
    driver.table([way('other')]).answer(0);
    expect([driver.asking, driver.machine.portal]).to.deep.equal([null, null]);
  });
});

describe('in link-only mode', () => {
  it('a portal is asked for with every new way, and every check interval until it is open', () => {
    const driver = new Driver(0, WATCHED).table([way()]);
    expect([driver.state, driver.asking, driver.armed.size]).to.deep.equal(['up', 1, 0]);
    driver.portal('captive');
    expect([driver.state, driver.reason]).to.deep.equal(['degraded', 'captive-portal']);
    driver.table([way()]);
    expect(driver.reason).to.equal('captive-portal');
    driver.fire('periodic').portal('open');
    expect([driver.state, driver.reason, driver.armed.size]).to.deep.equal(['up', 'link-usable', 0]);
  });

  it('no timer is left when there is no way', () => {
    const driver = new Driver(0, WATCHED).table([way()]).portal('captive').table([noWay()]);
    expect([driver.state, driver.armed.size, driver.asking]).to.deep.equal(['down', 0, null]);
  });
});

describe('whatever happens, looking for a portal', () => {
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.tuple(fc.constant('table' as const), fc.nat(4), fc.nat(4)) },
    { weight: 9, arbitrary: fc.tuple(fc.constantFrom('answer' as const, 'fail' as const), fc.nat(1), fc.nat(0)) },
    {
      weight: 5,
      arbitrary: fc.tuple(
        fc.constantFrom('open' as const, 'captive' as const, 'unknown' as const),
        fc.nat(0),
        fc.nat(0),
      ),
    },
    {
      weight: 3,
      arbitrary: fc.tuple(
        fc.constantFrom('periodic' as const, 'recovery' as const, 'check' as const),
        fc.nat(0),
        fc.nat(0),
      ),
    },
  );
  const history = fc.array(step, { maxLength: 60, size: 'max' });
  const pathOf = (choice: number): ReturnType<typeof way> => (choice < 3 ? way(`way ${choice}`) : noWay());

  function play(driver: Driver, [type, first, second]: [string, number, number]): void {
    driver.effects = [];
    if (type === 'table') driver.table([pathOf(first), pathOf(second)]);
    else if (type === 'check') driver.check();
    else if (type === 'periodic' || type === 'recovery') void (driver.armed.has(type) && driver.fire(type));
    else if (type === 'answer' || type === 'fail')
      void (driver.underWay[first]!.length > 0 && driver[type](first, PROBE));
    else if (driver.asking !== null) driver.portal(type as 'open');
  }

  // All that must be the same.
  function withoutPortal(machine: Machine): object {
    return { ...machine, portal: null, state: null, reason: null };
  }

  it('changes nothing but up and degraded: probes, rounds and outages are the same without', () => {
    let captive = 0;
    fc.assert(
      fc.property(history, (steps) => {
        const [plain, watched] = [new Driver(2), new Driver(2, WATCHED)];
        for (const next of steps) {
          play(plain, next);
          play(watched, next);
          expect(withoutPortal(watched.machine)).to.deep.equal(withoutPortal(plain.machine));
          expect(watched.probed).to.deep.equal(plain.probed);
          if (watched.reason !== 'captive-portal') {
            expect([watched.state, watched.reason]).to.deep.equal([plain.state, plain.reason]);
            continue;
          }
          captive++;
          expect(watched.state).to.equal('degraded');
          expect(plain.state).to.be.oneOf(['up', 'degraded']);
        }
      }),
      { numRuns: 300 },
    );
    expect(captive).to.be.at.least(100);
  });

  it('asks only while some host has a way', () => {
    let asked = 0;
    fc.assert(
      fc.property(history, (steps) => {
        const driver = new Driver(2, WATCHED);
        for (const next of steps) {
          play(driver, next);
          if (driver.of('check-portal').length > 0) asked++;
          if (!driver.machine.paths.some(({ usable }) => usable)) expect(driver.asking).to.equal(null);
          expect(driver.machine.portal?.pending).to.equal(driver.asking !== null);
        }
      }),
      { numRuns: 300 },
    );
    expect(asked).to.be.at.least(100);
  });
});
