import { expect } from 'chai';
import { Attempt, type Lane } from '../../lib/monitor/attempt.ts';
import { FakeProber } from '../support/fake-prober.ts';
import { ManualClock } from '../support/manual-clock.ts';

const IPV4 = '192.0.2.1';
const IPV6 = '2001:db8::1';
const DOUBTFUL_AFTER_MS = 300;

/** One that has answered before, with a limit that forgives no lost SYN; or, `expected` false, one of which nothing is known. */
function lane(address: string, expected = true): Lane {
  const family = address === IPV4 ? 4 : 6;
  const doubtfulAfterMs = expected ? DOUBTFUL_AFTER_MS : null;
  return {
    family,
    targets: [{ family, address, port: 80, interface: null, timeoutMs: 600 }],
    expected,
    short: expected,
    doubtfulAfterMs,
    lasting: false,
    backedOff: false,
  };
}

/** An attempt with all that it tells, in words. */
class Tried {
  readonly prober: FakeProber = new FakeProber();
  readonly clock: ManualClock = new ManualClock();
  readonly told: string[] = [];
  readonly attempt: Attempt;

  constructor(...lanes: readonly Lane[]) {
    this.attempt = new Attempt(this, lanes, {
      onOutcome: ({ reachable, error }, doubtful) =>
        this.told.push(reachable ? 'reachable' : `${error}${doubtful ? ', doubtful' : ''}`),
      onDoubt: ({ family }) => this.told.push(`IPv${family}: in doubt`),
      onLane: ({ family }, { error }) => this.told.push(`IPv${family}: ${error ?? 'connected'}`),
      onEnd: () => this.told.push('end'),
    });
  }
}

describe('an attempt to reach a host', () => {
  it('tries both families at once', () => {
    expect(new Tried(lane(IPV4), lane(IPV6)).prober.addresses).to.deep.equal([IPV4, IPV6]);
  });

  it('has the first answer for its outcome, and goes on with the other family', () => {
    const { prober, told } = new Tried(lane(IPV4), lane(IPV6));
    prober.end(IPV6);
    expect(told).to.deep.equal(['IPv6: connected', 'reachable']);
    prober.end(IPV4, 'EHOSTUNREACH');
    expect(told.slice(2)).to.deep.equal(['IPv4: EHOSTUNREACH', 'end']);
  });

  it('fails when no family is left', () => {
    const { prober, told } = new Tried(lane(IPV4), lane(IPV6));
    prober.end(IPV6, 'ENETUNREACH');
    expect(told).to.deep.equal(['IPv6: ENETUNREACH']);
    prober.end(IPV4, 'EHOSTUNREACH');
    expect(told.slice(1)).to.deep.equal(['IPv4: EHOSTUNREACH', 'EHOSTUNREACH', 'end']);
  });

  it('is in doubt when its time is over, and goes on', () => {
    const { clock, told, prober } = new Tried(lane(IPV4));
    clock.advance(DOUBTFUL_AFTER_MS - 1);
    expect(told).to.deep.equal([]);
    clock.advance(1);
    expect(told).to.deep.equal(['ETIMEDOUT, doubtful']);
    expect(prober.open.size).to.equal(1);
  });

  it('has a second outcome when it is answered late', () => {
    const { clock, told, prober } = new Tried(lane(IPV4));
    clock.advance(DOUBTFUL_AFTER_MS);
    prober.end(IPV4);
    expect(told.slice(1)).to.deep.equal(['IPv4: connected', 'reachable', 'end']);
  });

  it('has no second outcome when it fails for good', () => {
    const { clock, told, prober } = new Tried(lane(IPV4));
    clock.advance(DOUBTFUL_AFTER_MS);
    prober.end(IPV4, 'ETIMEDOUT');
    expect(told.slice(1)).to.deep.equal(['IPv4: ETIMEDOUT', 'end']);
  });

  it('does not wait for a family that has never answered where another has', () => {
    const { clock, told } = new Tried(lane(IPV4), lane(IPV6, false));
    clock.advance(DOUBTFUL_AFTER_MS);
    expect(told).to.deep.equal(['ETIMEDOUT, doubtful']);
  });

  it('waits for all of them where none has', () => {
    const { told, prober } = new Tried(lane(IPV4, false), lane(IPV6, false));
    prober.end(IPV4, 'ETIMEDOUT');
    expect(told).to.deep.equal(['IPv4: ETIMEDOUT']);
    prober.end(IPV6, 'ETIMEDOUT');
    expect(told.slice(1)).to.deep.equal(['IPv6: ETIMEDOUT', 'ETIMEDOUT', 'end']);
  });

  it('is in doubt for good when one family was given up by a short limit', () => {
    const { clock, told, prober } = new Tried(lane(IPV4), { ...lane(IPV6), doubtfulAfterMs: 2 * DOUBTFUL_AFTER_MS });
    clock.advance(DOUBTFUL_AFTER_MS);
    prober.end(IPV4, 'ETIMEDOUT');
    prober.end(IPV6, 'EHOSTUNREACH');
    expect(told.slice(1)).to.deep.equal(['IPv6: EHOSTUNREACH', 'EHOSTUNREACH, doubtful', 'end']);
  });

  it('is in doubt also where the limit is the end of the connect', () => {
    const { told, prober } = new Tried({ ...lane(IPV4), doubtfulAfterMs: null });
    prober.end(IPV4, 'ETIMEDOUT');
    expect(told).to.deep.equal(['IPv4: ETIMEDOUT', 'ETIMEDOUT, doubtful', 'end']);
  });

  it('is in no doubt when the kernel gave it up', () => {
    const { told, prober } = new Tried(lane(IPV4));
    prober.end(IPV4, 'ETIMEDOUT');
    expect(told).to.deep.equal(['IPv4: ETIMEDOUT', 'ETIMEDOUT', 'end']);
  });

  it('leaves no timer behind', () => {
    const answered = new Tried(lane(IPV4));
    answered.prober.end(IPV4);
    expect(answered.clock.pending).to.deep.equal([]);
    const cancelled = new Tried(lane(IPV4), lane(IPV6));
    cancelled.attempt.cancel();
    expect([cancelled.clock.pending, cancelled.prober.open.size]).to.deep.equal([[], 0]);
    expect(cancelled.told).to.deep.equal(['end']);
  });
});

describe('an attempt whose round is over', () => {
  const lasting = (address: string): Lane => ({ ...lane(address), lasting: true });

  it('ends, unless something of it lasts', () => {
    const short = new Tried(lane(IPV4));
    short.attempt.leave();
    expect([short.told, short.prober.open.size]).to.deep.equal([['end'], 0]);
    const mixed = new Tried(lane(IPV4), lasting(IPV6));
    mixed.attempt.leave();
    expect([mixed.told, mixed.prober.addresses]).to.deep.equal([[], [IPV6]]);
  });

  it('says when it is not waited for any more, and after its round tells of an answer alone', () => {
    const { attempt, clock, prober, told } = new Tried(lasting(IPV4), lasting(IPV6));
    clock.advance(DOUBTFUL_AFTER_MS);
    expect(told).to.deep.equal(['IPv4: in doubt', 'IPv6: in doubt', 'ETIMEDOUT, doubtful']);
    attempt.leave();
    prober.end(IPV4, 'ETIMEDOUT');
    prober.end(IPV6);
    expect(told.slice(3)).to.deep.equal(['IPv6: connected', 'end']);
  });

  it('goes on when it has answered, for its other family', () => {
    const { attempt, prober, told } = new Tried(lane(IPV4), lane(IPV6));
    prober.end(IPV4);
    attempt.leave();
    prober.end(IPV6, 'EHOSTUNREACH');
    expect(told.slice(2)).to.deep.equal(['IPv6: EHOSTUNREACH', 'end']);
  });
});

describe('an attempt of a recovery that has become a round', () => {
  it('is in doubt after the limit that it is given then, where its connects would go on for longer', () => {
    const { attempt, clock, told } = new Tried(lane(IPV4, false));
    attempt.limit(() => 600);
    expect(clock.pending).to.deep.equal([]);
    attempt.limit(() => 400);
    clock.advance(400);
    expect(told).to.deep.equal(['ETIMEDOUT, doubtful']);
  });
});
