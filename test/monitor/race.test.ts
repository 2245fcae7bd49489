import { expect } from 'chai';
import { raceProbes, type RaceOutcome } from '../../lib/monitor/race.ts';
import type { Probe, ProbeTarget } from '../../lib/probe/contract.ts';
import { FakeProber } from '../support/fake-prober.ts';

const target = (address: string, port: number): ProbeTarget => ({
  family: 4,
  address,
  port,
  interface: null,
  timeoutMs: 1_000,
});

describe('a race of probes for one host', () => {
  let prober: FakeProber;
  let outcomes: RaceOutcome[];
  let race: Probe;

  beforeEach(() => {
    prober = new FakeProber();
    outcomes = [];
    const targets = [target('192.0.2.1', 53), target('192.0.2.2', 443)];
    race = raceProbes(prober, targets, (outcome) => outcomes.push(outcome));
  });

  it('starts them all at once', () => {
    expect(prober.addresses).to.deep.equal(['192.0.2.1', '192.0.2.2']);
    expect(outcomes).to.deep.equal([]);
  });

  it('is won by the first answer, which ends the others', () => {
    prober.end('192.0.2.2');
    expect(outcomes).to.deep.equal([{ error: null, rttMs: 1.5, source: '10.0.0.2', reachable: true, port: 443 }]);
    expect(prober.addresses).to.deep.equal([]);
  });

  it('goes on while one is left after a failure', () => {
    prober.end('192.0.2.1', 'ETIMEDOUT');
    expect(outcomes).to.deep.equal([]);
    prober.end('192.0.2.2');
    expect(outcomes).to.have.length(1);
    expect(outcomes[0]).to.include({ reachable: true, port: 443, error: null });
  });

  it('takes a refused connection for an answer', () => {
    prober.end('192.0.2.1', 'ECONNREFUSED');
    expect(outcomes).to.have.length(1);
    expect(outcomes[0]).to.include({ reachable: true, port: 53, error: 'ECONNREFUSED' });
    expect(prober.addresses).to.deep.equal([]);
  });

  it('is lost when all fail: by the last error, for the first port', () => {
    prober.end('192.0.2.1', 'ETIMEDOUT');
    prober.end('192.0.2.2', 'EHOSTUNREACH');
    expect(outcomes).to.have.length(1);
    expect(outcomes[0]).to.include({ reachable: false, error: 'EHOSTUNREACH', port: 53 });
  });

  it('has no outcome once cancelled', () => {
    race.cancel();
    race.cancel();
    expect(prober.addresses).to.deep.equal([]);
    expect(outcomes).to.deep.equal([]);
  });
});
