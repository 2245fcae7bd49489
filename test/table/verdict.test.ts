import { expect } from 'chai';
import type { LinkRecord } from '../../lib/sources/contract.ts';
import { furthest, judgeAddresses, judgeLink, USABLE, type Verdict } from '../../lib/table/verdict.ts';
import { address, link } from '../support/records.ts';

const no = (reason: Verdict['reason']): Verdict => ({ usable: false, reason });

describe('an interface', () => {
  const judged = (differences: Partial<LinkRecord>): Verdict => judgeLink(link(2, 'eth0', differences));

  it('is usable when it is up with carrier', () => {
    expect(judged({})).to.deep.equal(USABLE);
  });

  it('is usable in the operational state unknown, as lo, tun and wireguard are', () => {
    expect(judged({ operState: 'unknown' })).to.deep.equal(USABLE);
  });

  it('is interface-down when nobody took it up, whatever else it says', () => {
    expect(judged({ up: false })).to.deep.equal(no('interface-down'));
    expect(judged({ up: false, carrier: false, operState: 'dormant' })).to.deep.equal(no('interface-down'));
  });

  it('is dormant while it waits for authentication', () => {
    expect(judged({ operState: 'dormant' })).to.deep.equal(no('dormant'));
    expect(judged({ operState: 'dormant', carrier: false })).to.deep.equal(no('dormant'));
  });

  it('has no carrier when the flags say so, although the operational state lags behind', () => {
    expect(judged({ carrier: false })).to.deep.equal(no('no-carrier'));
    expect(judged({ carrier: false, operState: 'unknown' })).to.deep.equal(no('no-carrier'));
  });

  for (const operState of ['notpresent', 'down', 'lowerlayerdown', 'testing'] as const) {
    it(`has no carrier in the operational state ${operState}, although the flags lag behind`, () => {
      expect(judged({ operState })).to.deep.equal(no('no-carrier'));
    });
  }
});

describe('the addresses of an interface', () => {
  const global4 = address(2, '10.0.0.2/24');
  const global6 = address(2, '2001:db8::2/64');
  const linkLocal4 = address(2, '169.254.3.4/16', { scope: 'link' });
  const linkLocal6 = address(2, 'fe80::1/64', { scope: 'link' });
  const tentative = address(2, '2001:db8::3/64', { tentative: true });

  it('do when one is global, of whichever family', () => {
    expect(judgeAddresses([linkLocal6, global4], null, false)).to.deep.equal(USABLE);
    expect(judgeAddresses([global6], null, false)).to.deep.equal(USABLE);
  });

  it('do not when there is none', () => {
    expect(judgeAddresses([], null, false)).to.deep.equal(no('no-address'));
  });

  it('do not when they are of the other family', () => {
    expect(judgeAddresses([global4], 6, false)).to.deep.equal(no('no-address'));
    expect(judgeAddresses([global6], 4, false)).to.deep.equal(no('no-address'));
    expect(judgeAddresses([global4, global6], 6, false)).to.deep.equal(USABLE);
  });

  it('do not when IPv6 has only a link-local one, unless the destination is link-local too', () => {
    expect(judgeAddresses([linkLocal6], null, false)).to.deep.equal(no('no-address'));
    expect(judgeAddresses([linkLocal6], 6, true)).to.deep.equal(USABLE);
  });

  it('do not when all belong to the machine alone', () => {
    expect(judgeAddresses([address(1, '127.0.0.1/8', { scope: 'host' })], null, true)).to.deep.equal(no('no-address'));
  });

  it('are pending while duplicate address detection runs', () => {
    expect(judgeAddresses([linkLocal6, tentative], null, false)).to.deep.equal(no('dad-pending'));
    expect(judgeAddresses([tentative, global4], null, false)).to.deep.equal(USABLE);
    expect(judgeAddresses([tentative, global4], 6, false)).to.deep.equal(no('dad-pending'));
  });

  it('do when they are deprecated: what is left still carries traffic', () => {
    expect(judgeAddresses([{ ...global4, deprecated: true }], 4, false)).to.deep.equal(USABLE);
  });

  it('do not when IPv4 has only a link-local one, whatever scope it was given (RFC 3927)', () => {
    expect(judgeAddresses([linkLocal4], null, false)).to.deep.equal(no('no-address'));
    expect(judgeAddresses([{ ...linkLocal4, scope: 'global' }], null, false)).to.deep.equal(no('no-address'));
    expect(judgeAddresses([linkLocal4, global4], null, false)).to.deep.equal(USABLE);
  });

  it('do when an IPv4 one has the scope link and is not link-local', () => {
    expect(judgeAddresses([{ ...global4, scope: 'link' }], null, false)).to.deep.equal(USABLE);
  });
});

describe('of several verdicts', () => {
  it('the usable one counts', () => {
    expect(furthest([no('prohibited'), USABLE, no('no-carrier')])).to.deep.equal(USABLE);
  });

  it('otherwise the one that is nearest to working', () => {
    const chain = [
      'interface-down',
      'no-carrier',
      'dormant',
      'no-address',
      'dad-pending',
      'no-route',
      'prohibited',
    ] as const;
    for (let last = 0; last < chain.length; last++) {
      const verdicts = chain.slice(0, last + 1).map(no);
      expect(furthest(verdicts)).to.deep.equal(no(chain[last]!));
      expect(furthest(verdicts.toReversed())).to.deep.equal(no(chain[last]!));
    }
  });

  it('of none, there is no interface', () => {
    expect(furthest([])).to.deep.equal(no('no-interface'));
  });
});
