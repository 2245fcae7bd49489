import { expect } from 'chai';
import type { DoctorFinding, FindingName } from '../../lib/cli/doctor-finding.ts';
import { makeReport } from '../../lib/cli/doctor-report.ts';
import type { HostSnapshot } from '../../lib/monitor/snapshot.ts';
import { type Difference, examination, type Seen } from '../support/examinations.ts';
import { ETH0, HOST, LO, NAMELESS, SILENT } from '../support/snapshots.ts';

const findings = (seen: Partial<Seen>, others: Difference = {}): readonly DoctorFinding[] =>
  makeReport(examination(seen, others)).findings;

function found(name: FindingName, seen: Partial<Seen>, others: Difference = {}): DoctorFinding | undefined {
  return findings(seen, others).find(({ finding }) => finding === name);
}

const BEHIND: HostSnapshot = { ...SILENT, gatewayState: 'reachable' };

describe('what the doctor finds', () => {
  it('is nothing when all is well', () => {
    expect(findings({})).to.deep.equal([]);
  });

  describe('when no check host answers', () => {
    const silence: Partial<Seen> = {
      reason: 'unreachable',
      hosts: [BEHIND, { ...BEHIND, host: '192.0.2.3', error: 'EHOSTUNREACH' }],
    };

    it('and the gateway does: that they may be blocked, by whom each, and what to ask in their place', () => {
      const finding = found('check-hosts-blocked', silence);
      expect(finding?.summary).to.match(/^The LAN is up, the gateway 10\.0\.0\.1 answers, and no check host answers: /);
      expect(finding?.evidence).to.match(
        /192\.0\.2\.2: no answer in time \(ETIMEDOUT\); 192\.0\.2\.3: a router or a firewall says .*\(EHOSTUNREACH\)$/,
      );
      expect(finding?.suggestion).to.match(
        /a server of your own, --host HOST:PORT, or the gateway: --host 10\.0\.0\.1$/,
      );
      expect(finding?.severity).to.equal('problem');
    });

    it('and a name server does: the same', () => {
      const hosts = [SILENT, { ...SILENT, host: 'one.example', lookup: { error: null, foundAt: new Date(0) } }];
      expect(found('check-hosts-blocked', { reason: 'unreachable', hosts })?.summary).to.match(
        /^A name server answers, which found one\.example, and no check host answers/,
      );
    });

    it('and nothing else that is known of: not that they are blocked', () => {
      expect(found('check-hosts-blocked', { reason: 'unreachable', hosts: [SILENT] })).to.equal(undefined);
    });

    it('and programs are told of a proxy: that it is what to ask', () => {
      const proxy = { variable: 'HTTPS_PROXY', host: 'proxy.lan', port: 3128 };
      expect(found('proxy', silence, { proxy })).to.include({
        suggestion: 'Have the proxy be the check host: --host proxy.lan:3128',
      });
      expect(found('proxy', silence, { proxy: { ...proxy, host: 'fd00::1' } })?.suggestion).to.match(
        / \[fd00::1\]:3128$/,
      );
      expect(found('proxy', {}, { proxy })).to.equal(undefined);
    });

    it('that no captive portal is looked for, unless one is', () => {
      expect(found('portal-not-looked-for', silence)?.severity).to.equal('note');
      expect(
        found('portal-not-looked-for', silence, { options: { captivePortalUrl: 'http://ask.example/' } }),
      ).to.equal(undefined);
    });
  });

  for (const error of ['EPERM', 'EACCES']) {
    it(`of ${error}: that connections are forbidden`, () => {
      const hosts = [HOST, { ...SILENT, error }];
      expect(found('forbidden', { reason: 'some-hosts-reachable', hosts })).to.deep.include({
        severity: 'problem',
        summary: 'Connections to 192.0.2.2 are forbidden.',
      });
    });
  }

  it('of hosts that fail while others answer: which, and why in words', () => {
    const hosts = [HOST, SILENT];
    expect(found('hosts-fail', { reason: 'some-hosts-reachable', hosts })).to.deep.include({
      severity: 'problem',
      summary: '1 of 2 check hosts does not answer, and the network works.',
      evidence: '192.0.2.2: no answer in time (ETIMEDOUT)',
    });
  });

  it('of a name that is not found while others answer: that it is DNS, and not the host', () => {
    for (const [error, words] of [
      ['ENOTFOUND', 'no name server knows the name (ENOTFOUND)'],
      [null, 'no name server answers (ETIMEOUT)'],
    ] as const) {
      const seen: Partial<Seen> = {
        reason: 'some-hosts-reachable',
        hosts: [HOST, { ...NAMELESS, lookup: { error, foundAt: null } }],
      };
      expect(found('dns-fails', seen)?.evidence).to.equal(`name.example: ${words}; 192.0.2.1 answered`);
      expect(found('hosts-fail', seen)).to.equal(undefined);
    }
    expect(found('dns-fails', { reason: 'unreachable', hosts: [NAMELESS] })).to.equal(undefined);
  });

  for (const [works, fails] of [
    [4, 6],
    [6, 4],
  ] as const) {
    it(`of hosts that answer over IPv${works} alone: that IPv${fails} does not work`, () => {
      const family = { rttMs: null, smoothedRttMs: null, address: '::1' };
      const families = [
        { ...family, family: works, reachable: true, error: null },
        { ...family, family: fails, reachable: false, error: 'ENETUNREACH' },
      ];
      expect(found('one-family', { hosts: [{ ...HOST, families }] })).to.deep.include({
        severity: 'warning',
        summary: `Only IPv${works} works: no check host answers over IPv${fails}.`,
        evidence: '192.0.2.1: no route leads there (ENETUNREACH)',
      });
      // It has no address of it at all, or was not asked over it: nobody's fault.
      const without = [families[0]!, { ...families[1]!, address: null, error: 'ENODATA' }];
      expect(found('one-family', { hosts: [{ ...HOST, families: without }] })).to.equal(undefined);
      expect(found('one-family', { hosts: [{ ...HOST, families: [families[0]!] }] })).to.equal(undefined);
    });
  }

  describe('where netlink is not listened to', () => {
    const polling = (fallbackReason: string): Partial<Seen> => ({
      backend: { events: 'polling', probes: 'native', fallbackReason },
    });
    for (const [why, advice] of [
      ['socket on a netlink socket failed: EACCES', /seccomp profile .* RestrictAddressFamilies=/],
      ['no addon is built and none is shipped for linux-x64: …', /npx node-gyp rebuild$/],
      ['netlink needs Linux, this is darwin', /^Run it on Linux/],
    ] as const) {
      it(`says why, and what to do: ${why}`, () => {
        const finding = found('netlink-unavailable', polling(why));
        expect(finding).to.include({ severity: 'warning', evidence: why });
        expect(finding?.summary).to.match(/polls/);
        expect(finding?.suggestion).to.match(advice);
      });
    }

    it('says that it was asked to, when it was', () => {
      const seen = polling('enableNetlink is false');
      const off = { options: { enableNetlink: false } };
      expect(found('netlink-off', seen, off)?.severity).to.equal('note');
      expect(found('netlink-unavailable', seen, off)).to.equal(undefined);
      expect(found('netlink-off', seen)).to.equal(undefined);
    });

    it('says that node:net probes', () => {
      const backend = { events: 'polling', probes: 'socket', fallbackReason: 'no addon' } as const;
      expect(found('probes-by-sockets', { backend })).to.include({ severity: 'note', evidence: 'no addon' });
    });
  });

  describe('of waits that never end', () => {
    const down: Partial<Seen> = { reason: 'unreachable', hosts: [SILENT] };

    it('is what is in force, when operations wait: down', () => {
      const options = { preferredInterfaces: ['eth0'], ignoreInterfaces: ['docker*'] };
      const finding = found('waits-never-end', down, { options, interfaceNames: ['lo', 'eth0', 'docker0'] });
      expect(finding?.severity).to.equal('warning');
      expect(finding?.evidence).to.equal(
        'the state is down (unreachable); check_hosts: 192.0.2.2; preferred_ifaces: eth0; ignore_interfaces: docker*; ' +
          'captive_portal_url: none; wait_for_network: true; max_attempts: 5',
      );
      expect(finding?.suggestion).to.match(/--max-network-wait .* maxNetworkWait of a Retryer$/);
    });

    it('is nothing when operations do not wait, or the network is up', () => {
      expect(found('waits-never-end', down, { retry: { maxAttempts: 5, waitForNetwork: false } })).to.equal(undefined);
      expect(found('waits-never-end', {})).to.equal(undefined);
    });

    it('is, behind a captive portal or beside a dead host, that up may not come', () => {
      for (const reason of ['captive-portal', 'some-hosts-reachable'] as const)
        expect(found('waits-never-end', { reason })?.summary).to.match(/^Whoever waits for up waits/);
    });

    it('is that nothing bounds the attempts', () => {
      const retry = { maxAttempts: Infinity, waitForNetwork: true };
      expect(found('no-retry-limit', {}, { retry })).to.include({
        severity: 'warning',
        evidence: 'max_attempts is .inf',
      });
    });

    it('is an interface that is preferred and is not there, with the one that is perhaps meant', () => {
      const missing = { options: { preferredInterfaces: ['eth1', 'eth0'] }, interfaceNames: ['lo', 'eth0'] };
      const finding = found('preferred-missing', {}, missing);
      expect(finding).to.include({
        severity: 'warning',
        summary: 'No interface is called eth1, which alone is to count.',
        evidence: 'preferred_ifaces has eth1, eth0; there are lo, eth0',
      });
      expect(finding?.suggestion).to.match(/Is it eth0\?$/);
      expect(found('preferred-missing', { reason: 'no-interface' }, missing)?.severity).to.equal('problem');
      // Where the system does not tell which there are, none is missed.
      expect(found('preferred-missing', {}, { ...missing, interfaceNames: null })).to.equal(undefined);
    });

    it('is that all interfaces are ignored', () => {
      const ignored = { options: { ignoreInterfaces: ['e*'] }, interfaceNames: ['lo', 'eth0'] };
      expect(found('all-ignored', { reason: 'no-interface', interfaces: [LO] }, ignored)?.severity).to.equal('problem');
      expect(found('all-ignored', {}, ignored)).to.equal(undefined);
    });

    it('is a pattern that finds nothing; of a kind that can not be said', () => {
      const options = { ignoreInterfaces: ['eth*', 'wlan?', 'kind:veth'] };
      expect(found('ignored-idle', {}, { options, interfaceNames: ['lo', 'eth0'] })?.summary).to.equal(
        'No interface is found by wlan? at present.',
      );
      expect(found('ignored-idle', {}, { options, interfaceNames: null })).to.equal(undefined);
    });
  });

  it('is that probes could not be bound to the preferred interface', () => {
    expect(found('not-bound', { hosts: [{ ...HOST, bound: false }] })?.evidence).to.equal('192.0.2.1 from 10.0.0.2');
    expect(found('not-bound', { hosts: [{ ...HOST, bound: true }] })).to.equal(undefined);
  });

  it('is an MTU that is too small for IPv6, where it is known', () => {
    const withMtu = (mtu: number): Partial<Seen> => ({ interfaces: [{ ...ETH0, mtu }] });
    expect(found('small-mtu', withMtu(1_279))?.evidence).to.equal('eth0 has an MTU of 1279; IPv6 takes 1280');
    expect(found('small-mtu', withMtu(1_280))).to.equal(undefined);
    expect(found('small-mtu', withMtu(0))).to.equal(undefined);
  });

  it('is that it came to no end, with the reason', () => {
    expect(found('no-decision', { reason: 'monitor-failed' }, { failure: 'no sockets left' })).to.include({
      severity: 'problem',
      evidence: 'no sockets left',
    });
  });

  it('is told with what stands in the way first', () => {
    const seen: Partial<Seen> = { reason: 'unreachable', hosts: [BEHIND] };
    const retry = { maxAttempts: Infinity, waitForNetwork: true };
    const severities = findings(seen, { retry }).map(({ severity }) => severity);
    expect(severities).to.deep.equal(['problem', 'warning', 'warning', 'note']);
  });
});
