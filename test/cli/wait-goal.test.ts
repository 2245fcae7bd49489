import { expect } from 'chai';
import { goalText, isHopeless, isReached, obstacle, type WaitGoal } from '../../lib/cli/wait-goal.ts';
import { parseCheckHost } from '../../lib/monitor/check-host.ts';
import type { FamilySnapshot, HostSnapshot, InterfaceSnapshot, NetworkSnapshot } from '../../lib/monitor/snapshot.ts';

type View = Pick<NetworkSnapshot, 'state' | 'reason' | 'interfaces' | 'hosts' | 'diagnosis'>;

const HOSTS = { checkHosts: [parseCheckHost('', 'one.example'), parseCheckHost('', 'two.example')] };
const LINK_ONLY = { checkHosts: [] };

function family(family: 4 | 6, reachable: boolean | null, error: string | null = null): FamilySnapshot {
  return { family, address: null, reachable, rttMs: null, smoothedRttMs: null, error };
}

function host(name: string, ...families: FamilySnapshot[]): HostSnapshot {
  const reachable = families.some((each) => each.reachable === true);
  const nothing = { rttMs: null, error: null, interface: null, source: null, gateway: null, gatewayState: null };
  return {
    host: name,
    port: null,
    reachable,
    ...nothing,
    checkedAt: null,
    bound: null,
    timeoutMs: 300,
    families,
    lookup: null,
  };
}

function link(
  ...addresses: Array<[text: string, scope?: 'global' | 'link' | 'host', tentative?: boolean]>
): InterfaceSnapshot {
  return {
    ...{ name: 'eth0', index: 2, kind: 'ether', up: true, carrier: true, operState: 'up', mtu: 1500, mac: '' },
    addresses: addresses.map(([address, scope = 'global', tentative = false]) => ({
      ...{ address, prefixLength: 64, family: address.includes(':') ? 6 : 4, scope, tentative, deprecated: false },
    })),
  };
}

function view(state: View['state'], parts: Partial<View> = {}): View {
  return { state, reason: 'all-hosts-reachable', interfaces: [], hosts: [], diagnosis: [], ...parts };
}

const goal = (minimum: WaitGoal['minimum'], wanted: WaitGoal['family'] = null): WaitGoal => ({
  minimum,
  family: wanted,
});

describe('what netwake wait waits for', () => {
  it('is a state, or a better one', () => {
    const states = ['up', 'degraded', 'down', 'unknown'] as const;
    const reached = (minimum: WaitGoal['minimum']): string[] =>
      states.filter((state) => isReached(goal(minimum), HOSTS, view(state)));
    expect(reached('degraded')).to.deep.equal(['up', 'degraded']);
    expect(reached('up')).to.deep.equal(['up']);
  });

  it('is, for up, the answer of all: the first makes the state up', () => {
    const first = view('up', { reason: 'some-hosts-reachable' });
    expect(isReached(goal('degraded'), HOSTS, first)).to.equal(true);
    expect(isReached(goal('up'), HOSTS, first)).to.equal(false);
  });

  it('is a host that answers over the family', () => {
    const hosts = [host('one.example', family(4, true), family(6, null)), host('two.example', family(4, true))];
    expect(isReached(goal('degraded', 4), HOSTS, view('up', { hosts }))).to.equal(true);
    expect(isReached(goal('degraded', 6), HOSTS, view('up', { hosts }))).to.equal(false);
  });

  it('is, for up, an answer of every host that has an address of the family', () => {
    const one = host('one.example', family(4, true), family(6, true));
    const without = host('two.example', family(4, true), family(6, false, 'ENODATA'));
    const silent = host('two.example', family(4, true), family(6, false, 'ETIMEDOUT'));
    const up = (hosts: HostSnapshot[]): boolean => isReached(goal('up', 6), HOSTS, view('up', { hosts }));
    expect(up([one, without])).to.equal(true);
    expect(up([one, silent])).to.equal(false);
    expect(up([without])).to.equal(false);
    expect(isReached(goal('degraded', 6), HOSTS, view('up', { hosts: [one, silent] }))).to.equal(true);
  });

  it('is never a family of a state that does not suffice', () => {
    const hosts = [host('one.example', family(6, true))];
    expect(isReached(goal('up', 6), HOSTS, view('degraded', { hosts }))).to.equal(false);
    expect(isReached(goal('degraded', 6), HOSTS, view('down', { hosts }))).to.equal(false);
  });

  for (const [what, interfaces, expected] of [
    ['an address to use', [link(['2001:db8::2'])], true],
    ['a link-local address', [link(['fe80::1', 'link'])], false],
    ['a tentative address', [link(['2001:db8::2', 'global', true])], false],
    ['an address of the host itself', [link(['::1', 'host'])], false],
    ['an address of the other family', [link(['10.0.0.2'])], false],
    ['an address on a link without carrier', [{ ...link(['2001:db8::2']), carrier: false }], false],
    ['an address on a link that is down', [{ ...link(['2001:db8::2']), up: false }], false],
  ] as Array<[string, InterfaceSnapshot[], boolean]>) {
    it(`where nothing is probed: ${what} is ${expected ? 'enough' : 'not enough'} for IPv6`, () => {
      expect(isReached(goal('degraded', 6), LINK_ONLY, view('up', { interfaces }))).to.equal(expected);
    });
  }

  it('where nothing is probed, an IPv4 address that was made up is not enough', () => {
    const with4 = (address: string): View => view('up', { interfaces: [link([address])] });
    expect(isReached(goal('degraded', 4), LINK_ONLY, with4('169.254.7.7'))).to.equal(false);
    expect(isReached(goal('degraded', 4), LINK_ONLY, with4('10.0.0.2'))).to.equal(true);
  });

  it('is hopeless when all hosts are addresses of the other family', () => {
    const hosts = (...names: string[]) => ({ checkHosts: names.map((name) => parseCheckHost('', name)) });
    expect(isHopeless(goal('up', 6), hosts('8.8.8.8', '1.1.1.1:53'))).to.equal(true);
    expect(isHopeless(goal('up', 4), hosts('[2001:db8::1]:53'))).to.equal(true);
    expect(isHopeless(goal('up', 6), hosts('8.8.8.8', 'one.example'))).to.equal(false);
    expect(isHopeless(goal('up', 6), hosts('8.8.8.8', '2001:db8::1'))).to.equal(false);
    expect(isHopeless(goal('up', 6), hosts())).to.equal(false);
    expect(isHopeless(goal('up'), hosts('8.8.8.8'))).to.equal(false);
  });
});

describe('the words for why it is not there', () => {
  it('name the goal', () => {
    expect([goal('up'), goal('degraded'), goal('degraded', 6)].map(goalText)).to.deep.equal([
      ...['up', 'usable', 'usable over IPv6'],
    ]);
  });

  it('have the state, the reason, and what breaks the chain', () => {
    const diagnosis = [
      { link: 'interface', status: 'ok', evidence: 'eth0 (ether) is up' },
      { link: 'carrier', status: 'failed', evidence: 'eth0 has no carrier' },
    ] as const;
    const text = obstacle(goal('degraded'), view('down', { reason: 'no-carrier', diagnosis }));
    expect(text).to.equal('down (no-carrier): eth0 has no carrier');
  });

  it('do nothing to a terminal', () => {
    const diagnosis = [{ link: 'carrier', status: 'failed', evidence: 'e\x1b[2J has no carrier' }] as const;
    const text = obstacle(goal('degraded'), view('down', { reason: 'no-carrier', diagnosis }));
    expect(text).to.equal('down (no-carrier): e\u{FFFD}[2J has no carrier');
  });

  it('say who has not answered yet', () => {
    const hosts = [host('one.example'), host('two.example')];
    const text = obstacle(goal('degraded'), view('unknown', { reason: 'starting', hosts }));
    expect(text).to.equal('unknown (starting): no answer yet from one.example, two.example');
  });

  it('say over which family it is not usable, and of what each host failed', () => {
    const hosts = [
      host('one.example', family(4, true), family(6, false, 'ENETUNREACH')),
      host('two.example', family(6, null)),
    ];
    const text = obstacle(goal('degraded', 6), view('up', { reason: 'all-hosts-reachable', hosts }));
    expect(text).to.equal(
      'up (all-hosts-reachable), but not over IPv6: one.example: ENETUNREACH; two.example: no answer yet',
    );
    const linkOnly = obstacle(goal('degraded', 4), view('up', { reason: 'link-usable' }));
    expect(linkOnly).to.equal('up (link-usable), but no interface has an IPv4 address to use');
  });
});
