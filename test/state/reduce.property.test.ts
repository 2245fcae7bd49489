import { expect } from 'chai';
import fc from 'fast-check';
import type { HostPath, Machine, Round } from '../../lib/state/machine.ts';
import type { StateReason } from '../../lib/state/network-state.ts';
import { Driver, noWay, way, wayBy } from './driver.ts';

/** What the world does next. Numbers choose among what is possible then: a host, a probe under way. */
type Move =
  | { type: 'table'; ways: number[] }
  | { type: 'outcome'; host: number; end: 'answer' | 'fail' | 'doubt' }
  | { type: 'stale'; host: number; age: number; reachable: boolean }
  | { type: 'timer'; timer: 'periodic' | 'recovery' }
  | { type: 'check' }
  | { type: 'gateway'; gateway: number; failed: boolean }
  | { type: 'failed' };

const MOST_HOSTS = 4;
const REASONS: readonly StateReason[] = ['no-route', 'no-carrier', 'no-address'];

// More outcomes than anything else: rounds must come to their end for most of what is claimed below to be put to the test.
const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('table' as const),
      ways: fc.array(fc.nat(5), { minLength: MOST_HOSTS, maxLength: MOST_HOSTS }),
    }),
  },
  {
    weight: 12,
    arbitrary: fc.record({
      type: fc.constant('outcome' as const),
      host: fc.nat(MOST_HOSTS - 1),
      end: fc.constantFrom('answer', 'answer', 'fail', 'doubt'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('stale' as const),
      host: fc.nat(MOST_HOSTS - 1),
      age: fc.integer({ min: 1, max: 3 }),
      reachable: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant('timer' as const), timer: fc.constantFrom('periodic', 'recovery') }),
  },
  { weight: 2, arbitrary: fc.constant({ type: 'check' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant('gateway' as const), gateway: fc.nat(1), failed: fc.boolean() }),
  },
);

const history = fc.record({
  hosts: fc.integer({ min: 1, max: MOST_HOSTS }),
  moves: fc.array(move, { maxLength: 80, size: 'max' }),
});

const GATEWAYS = ['2 10.0.0.1', '3 10.0.1.1'] as const;

// Up to 2 they are ways, the last of them without a gateway; the rest are reasons for there being none.
function pathOf(choice: number): HostPath {
  const gateway = GATEWAYS[choice];
  if (gateway !== undefined) return wayBy(gateway);
  return choice < 3 ? way() : noWay(REASONS[choice - 3]!);
}

/** Makes the move, where the world as it is allows it. */
function make(driver: Driver, next: Move): void {
  const hosts = driver.underWay.length;
  switch (next.type) {
    case 'table':
      return void driver.table(next.ways.slice(0, hosts).map(pathOf));
    case 'outcome': {
      const busy = driver.underWay.flatMap((probes, host) => (probes.length > 0 ? [host] : []));
      const host = busy[next.host % Math.max(1, busy.length)];
      if (host === undefined) return;
      return void driver[next.end](host);
    }
    case 'stale': {
      const round = driver.machine.nextRoundId - next.age - (driver.machine.round === null ? 0 : 1);
      const { host, reachable } = next;
      return void driver.send({ type: 'probe', round, host: host % hosts, reachable, cause: { type: 'probe' } });
    }
    case 'timer':
      return void (driver.armed.has(next.timer) && driver.fire(next.timer));
    case 'check':
      return void driver.check();
    case 'gateway':
      return void driver.gateway(GATEWAYS[next.gateway]!, next.failed ? 'fails' : 'returns');
    case 'failed':
      return void driver.send({ type: 'failed', cause: { type: 'stop' } });
  }
}

// Of the steps of all histories; far fewer would mean that the histories have come to miss what a claim is about.
const FEWEST_CASES = 100;

/**
 * Plays histories and puts a claim to every step: the machine before, the move, and the driver after. The claim answers
 * whether the step was a case of it; without enough cases it has not been tested, and that is a failure.
 */
function forEachStep(claim: (before: Machine, next: Move, driver: Driver) => boolean): void {
  let cases = 0;
  fc.assert(
    fc.property(history, ({ hosts, moves }) => {
      const driver = new Driver(hosts);
      for (const next of moves) {
        const before = driver.machine;
        driver.effects = [];
        make(driver, next);
        if (claim(before, next, driver)) cases++;
      }
    }),
    { numRuns: 1_000 },
  );
  expect(cases, 'cases').to.be.at.least(FEWEST_CASES);
}

function reachableIn(round: Round | null): number {
  return round?.hosts.filter(({ status }) => status === 'reachable').length ?? 0;
}

function isUsable(machine: Machine): boolean {
  return machine.paths.some((path) => path.usable);
}

describe('whatever happens', () => {
  it('is down at once, with nothing probed and no timer left, when no host has a way', () => {
    forEachStep((_before, next, driver) => {
      if (next.type !== 'table' || isUsable(driver.machine)) return false;
      expect(driver.state).to.equal('down');
      expect(driver.of('probe')).to.deep.equal([]);
      expect(driver.armed.size + driver.underWay.flat().length).to.equal(0);
      return true;
    });
  });

  it('goes down with a usable way only when no host answered in the round that ended', () => {
    forEachStep((_before, _next, driver) => {
      if (!driver.published.includes('down') || !isUsable(driver.machine)) return false;
      expect(driver.reason).to.be.oneOf(['unreachable', 'gateway-dead']);
      expect(driver.of('round-end').at(-1)).to.include({ reachable: 0 });
      return true;
    });
  });

  it('blames the gateways exactly while no host answers and every way leads over one that failed', () => {
    forEachStep((_before, _next, { machine, state, reason }) => {
      const { paths, failedGateways } = machine;
      for (const gateway of failedGateways)
        expect(paths.some((path) => path.usable && path.gateways?.includes(gateway))).to.equal(true);
      if (reason === 'gateway-dead') expect(state).to.equal('down');
      if (reason !== 'gateway-dead' && reason !== 'unreachable') return false;
      const dead = paths.every((path) => !path.usable || failedGateways.includes(path.gateways?.[0] ?? ''));
      expect(reason).to.equal(dead ? 'gateway-dead' : 'unreachable');
      return dead;
    });
  });

  it('leaves a running state for down by a confirming round or by the loss of every way', () => {
    forEachStep((before, _next, driver) => {
      const left = before.state === 'up' || before.state === 'degraded';
      if (!left || driver.state !== 'down' || !isUsable(driver.machine)) return false;
      expect(before.round?.kind).to.equal('confirm');
      return true;
    });
  });

  it('never probes a host that has no way, nor one that there is not', () => {
    forEachStep((_before, _next, driver) => {
      const { paths } = driver.machine;
      for (const { host } of driver.of('probe')) expect(paths[host]?.usable, `way of host ${host}`).to.equal(true);
      for (const { host } of driver.of('cancel')) expect(host).to.be.within(0, driver.underWay.length - 1);
      return driver.probed.length > 0 && paths.some((path) => !path.usable);
    });
  });

  it('is up at the first answer when it was down or unknown', () => {
    forEachStep((before, next, driver) => {
      const waited = before.round?.hosts.some(({ outstanding }) => outstanding > 0) ?? false;
      if (next.type !== 'outcome' || next.end !== 'answer' || !waited) return false;
      if (before.state === 'up' || before.state === 'degraded') return false;
      expect(driver.published[0]).to.equal('up');
      return true;
    });
  });

  it('publishes changes only, each from the state before it', () => {
    forEachStep((before, _next, driver) => {
      let state = before.state;
      for (const effect of driver.of('publish')) {
        expect(effect.previous).to.equal(state);
        expect(effect.state).to.not.equal(state);
        state = effect.state;
      }
      expect(driver.state).to.equal(state);
      return driver.published.length > 0;
    });
  });

  it('takes no notice of an outcome of a round that is over', () => {
    forEachStep((before, next, driver) => {
      if (next.type !== 'stale') return false;
      expect(driver.effects).to.deep.equal([]);
      expect(driver.machine).to.deep.equal(before);
      return true;
    });
  });

  it('is degraded or up after a round, by how many answered', () => {
    forEachStep((_before, _next, driver) => {
      const end = driver.of('round-end').at(-1);
      const settled = driver.machine.round === null && end !== undefined && isUsable(driver.machine);
      if (settled) expect(driver.state).to.equal(end.reachable === end.total ? 'up' : 'degraded');
      return settled;
    });
  });

  it('knows how many probes are under way for each host, and none that nobody waits for', () => {
    forEachStep((_before, _next, driver) => {
      const { round } = driver.machine;
      const counted = driver.underWay.map((_probes, host) => round?.hosts[host]?.outstanding ?? 0);
      expect(driver.underWay.map((probes) => probes.length)).to.deep.equal(counted);
      for (const probes of driver.underWay) for (const probe of probes) expect(probe).to.equal(round?.id);
      return round !== null;
    });
  });

  it('always waits for something: a probe or a timer, unless no host has a way', () => {
    forEachStep((_before, _next, driver) => {
      if (!isUsable(driver.machine)) return false;
      expect(driver.armed.size + driver.underWay.flat().length).to.be.at.least(1);
      return true;
    });
  });

  it('ends a round once every probe of it has ended', () => {
    forEachStep((_before, _next, driver) => {
      const { round } = driver.machine;
      if (round === null || round.kind === 'recovery') return false;
      expect(driver.underWay.flat()).to.not.have.length(0);
      return true;
    });
  });

  it('begins every recovery down, with nobody who has answered', () => {
    forEachStep((_before, _next, driver) => {
      const { round, state } = driver.machine;
      if (round?.kind !== 'recovery') return false;
      expect([state, reachableIn(round)]).to.deep.equal(['down', 0]);
      return true;
    });
  });

  it('decides nothing any more after it has failed', () => {
    fc.assert(
      fc.property(history, fc.nat(79), ({ hosts, moves }, failsAfter) => {
        const driver = new Driver(hosts);
        for (const next of moves.slice(0, failsAfter)) make(driver, next);
        make(driver, { type: 'failed' });
        const end = driver.machine;
        for (const next of moves.slice(failsAfter)) make(driver, next);
        expect(driver.machine).to.equal(end);
        expect(end).to.include({ state: 'unknown', reason: 'monitor-failed' });
      }),
    );
  });

  it('settles within three rounds once the ways hold still and the hosts stay as they are', () => {
    const still = fc.array(fc.boolean(), { minLength: MOST_HOSTS, maxLength: MOST_HOSTS });
    fc.assert(
      fc.property(history, still, ({ hosts, moves }, answers) => {
        const driver = new Driver(hosts).table(Array.from({ length: hosts }, () => way()));
        for (const next of moves) make(driver, next);
        driver.table(Array.from({ length: hosts }, () => way('at last')));
        const expected = answers.slice(0, hosts);
        for (let step = 0; step < 8 * hosts && driver.underWay.flat().length > 0; step++) {
          const host = driver.underWay.findIndex((probes) => probes.length > 0);
          if (expected[host] === true) driver.answer(host);
          else driver.fail(host);
        }
        const reachable = expected.filter(Boolean).length;
        expect(driver.state).to.equal(reachable === hosts ? 'up' : reachable === 0 ? 'down' : 'degraded');
      }),
      { numRuns: 1_000 },
    );
  });
});
