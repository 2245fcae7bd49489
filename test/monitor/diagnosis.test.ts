import { expect } from 'chai';
import { CHAIN, type DiagnosisLink, diagnose } from '../../lib/monitor/diagnosis.ts';
import type { HostSnapshot, InterfaceSnapshot, PortalSnapshot } from '../../lib/monitor/snapshot.ts';
import type { StateReason } from '../../lib/state/network-state.ts';
import { ETH0, HOST, LO, NAMELESS, SILENT, UNROUTED } from '../support/snapshots.ts';

function of(
  reason: StateReason,
  interfaces: readonly InterfaceSnapshot[] = [LO, ETH0],
  hosts: readonly HostSnapshot[] = [HOST],
  portal: PortalSnapshot | null = null,
): readonly DiagnosisLink[] {
  return diagnose({ reason, interfaces, hosts, portal });
}

const find = (chain: readonly DiagnosisLink[], link: string): string => {
  const { status, evidence } = chain.find((each) => each.link === link)!;
  return `${status}: ${evidence}`;
};

/** The first link that failed, with what shows it. */
const breakOf = (chain: readonly DiagnosisLink[]): string | undefined => {
  const link = chain.find(({ status }) => status === 'failed');
  return link && `${link.link}: ${link.evidence}`;
};

describe('a diagnosis', () => {
  it('walks the whole chain, in its order', () => {
    expect(of('all-hosts-reachable').map(({ link }) => link)).to.deep.equal(CHAIN);
  });

  it('says by what each link that is whole is known to be', () => {
    const chain = of('all-hosts-reachable');
    expect(breakOf(chain)).to.equal(undefined);
    expect(find(chain, 'interface')).to.equal('ok: eth0 (veth) is up');
    expect(find(chain, 'carrier')).to.equal('ok: eth0 has carrier, operational state up');
    expect(find(chain, 'address')).to.equal('ok: eth0 has 10.0.0.2/24');
    expect(find(chain, 'dad')).to.equal('ok: no address is tentative');
    expect(find(chain, 'route')).to.equal('ok: 192.0.2.1 via 10.0.0.1 dev eth0 src 10.0.0.2');
    expect(find(chain, 'gateway')).to.equal('ok: 10.0.0.1 forwards to 192.0.2.1');
    expect(find(chain, 'host')).to.equal('ok: 192.0.2.1 answered in 1.3 ms');
    expect(find(chain, 'dns')).to.equal('unknown: no check host is a name');
    expect(find(chain, 'portal')).to.equal('unknown: no captive portal is looked for');
  });

  const tentative = { ...ETH0, addresses: [{ ...ETH0.addresses[0]!, tentative: true }] };
  for (const [reason, expected, interfaces, hosts] of [
    ['no-interface', 'interface: no interface that counts is there', [LO], [UNROUTED]],
    ['interface-down', 'interface: eth0 is down', [LO, { ...ETH0, up: false, carrier: false }], [UNROUTED]],
    [
      'no-carrier',
      'carrier: eth0 has no carrier, operational state down',
      [{ ...ETH0, carrier: false, operState: 'down' }],
      [SILENT],
    ],
    [
      'dormant',
      'carrier: eth0 has no carrier, operational state dormant',
      [{ ...ETH0, operState: 'dormant' }],
      [SILENT],
    ],
    ['no-address', 'address: eth0 has no address to send from', [{ ...ETH0, addresses: [] }], [UNROUTED]],
    ['dad-pending', 'dad: duplicate address detection has not ended for 10.0.0.2/24', [tentative], [UNROUTED]],
    ['no-route', 'route: the kernel has no route to 192.0.2.2', [ETH0], [UNROUTED]],
    ['prohibited', 'route: a route forbids 192.0.2.2', [ETH0], [UNROUTED]],
    ['gateway-dead', 'gateway: 10.0.0.1 does not answer for its address', [ETH0], [SILENT]],
    ['unreachable', 'host: 192.0.2.2: ETIMEDOUT', [ETH0], [SILENT]],
    ['some-hosts-reachable', 'host: 192.0.2.1 answered in 1.3 ms; 192.0.2.2: ETIMEDOUT', [ETH0], [HOST, SILENT]],
  ] as const) {
    it(`of ${reason} breaks where it breaks, and knows nothing of what comes after`, () => {
      const chain = of(reason, interfaces, hosts);
      expect(breakOf(chain)).to.equal(expected);
      const broken = chain.findIndex(({ status }) => status === 'failed');
      for (const { status } of chain.slice(0, broken)) expect(status).to.be.oneOf(['ok', 'unknown']);
      for (const { status } of chain.slice(broken + 1)) expect(status).to.equal('unknown');
    });
  }

  it('tells a host that is not found from one that does not answer', () => {
    const chain = of('some-hosts-reachable', [ETH0], [HOST, NAMELESS]);
    expect(breakOf(chain)).to.equal('dns: name.example: ENOTFOUND');
    expect(find(chain, 'gateway')).to.equal('ok: 10.0.0.1 forwards to 192.0.2.1');
  });

  it('takes a name that was not found in the time of a probe for DNS that is broken', () => {
    const pending = { ...NAMELESS, error: 'ETIMEDOUT', lookup: { error: null, foundAt: null } };
    const chain = of('some-hosts-reachable', [ETH0], [HOST, pending]);
    expect(breakOf(chain)).to.equal('dns: name.example: no name server has answered yet');
  });

  it('says that the gateway answers where the hosts behind it do not', () => {
    const hosts: HostSnapshot[] = [{ ...SILENT, gatewayState: 'reachable' }];
    const chain = of('unreachable', [ETH0], hosts);
    expect(find(chain, 'gateway')).to.equal('ok: 10.0.0.1 answers');
    expect(breakOf(chain)).to.match(/^host: /);
  });

  it('knows nothing of a host without an address, nor of DNS where the network is broken before it', () => {
    const chain = of('unreachable', [ETH0], [NAMELESS]);
    expect(breakOf(chain)).to.equal('dns: name.example: ENOTFOUND');
    expect(find(chain, 'host')).to.equal('unknown: no check host has an address yet');
    const cut = of('no-carrier', [{ ...ETH0, carrier: false, operState: 'down' }], [NAMELESS]);
    expect(find(cut, 'dns')).to.equal('unknown: it takes the carrier first');
  });

  it('is whole while others have yet to answer for the first time', () => {
    const pending = { ...SILENT, reachable: null, error: null };
    expect(breakOf(of('some-hosts-reachable', [ETH0], [HOST, pending]))).to.equal(undefined);
  });

  it('says that a name could not be looked up again although its host answers', () => {
    const lookup = { error: 'ETIMEOUT', foundAt: new Date(0) };
    expect(breakOf(of('all-hosts-reachable', [ETH0], [{ ...HOST, lookup }]))).to.equal('dns: 192.0.2.1: ETIMEOUT');
  });

  const PORTAL = { checkedAt: new Date(0), httpStatus: null, location: null, error: null };
  for (const [expected, portal] of [
    [
      'failed: another answers for the captive portal URL with 302 to http://portal.example/',
      { ...PORTAL, status: 'captive', httpStatus: 302, location: 'http://portal.example/' },
    ],
    ['failed: another answers for the captive portal URL', { ...PORTAL, status: 'captive', error: 'ETIMEDOUT' }],
    ['ok: the captive portal URL answers with 204', { ...PORTAL, status: 'open', httpStatus: 204 }],
    [
      'unknown: the captive portal URL does not answer: ETIMEDOUT',
      { ...PORTAL, status: 'unknown', error: 'ETIMEDOUT' },
    ],
    ['unknown: nothing tells', { ...PORTAL, status: 'unknown', checkedAt: null }],
  ] as const) {
    it(`says of a portal "${expected}"`, () => {
      const reason = portal.status === 'captive' ? 'captive-portal' : 'all-hosts-reachable';
      const chain = of(reason, [ETH0], [HOST], portal);
      expect(find(chain, 'portal')).to.equal(expected);
      expect(breakOf(chain)?.startsWith('portal')).to.equal(portal.status === 'captive' ? true : undefined);
    });
  }

  it('asks nothing of hosts where none is checked', () => {
    const chain = of('link-usable', [LO, ETH0], []);
    expect(find(chain, 'host')).to.equal('unknown: no host is checked');
    expect(find(chain, 'route')).to.equal('unknown: no host is checked');
  });

  it('knows nothing before the first decision, and after the last', () => {
    for (const reason of ['not-started', 'starting', 'monitor-failed', 'stopped'] as const)
      for (const { status } of of(reason)) expect(status).to.equal('unknown');
  });
});
