import { expect } from 'chai';
import type { DoctorFinding, FindingName } from '../../lib/cli/doctor-finding.ts';
import { type DoctorReport, makeReport } from '../../lib/cli/doctor-report.ts';
import { doctorText } from '../../lib/cli/doctor-text.ts';
import type { HostSnapshot, NetworkSnapshot } from '../../lib/monitor/snapshot.ts';
import type { StateReason } from '../../lib/state/network-state.ts';
import { type Difference, examination, REASONS, type Seen } from '../support/examinations.ts';
import { ETH0, HOST, LO, NAMELESS, SILENT, UNROUTED } from '../support/snapshots.ts';

const report = (seen: Partial<Seen>, others: Difference = {}): DoctorReport => makeReport(examination(seen, others));

/** What is suggested at the first link that is broken. */
function suggestion(seen: Partial<Seen>, others: Difference = {}): string {
  return report(seen, others).links.find(({ status }) => status === 'failed')?.suggestion ?? 'nothing is broken';
}

function found(name: FindingName, ...about: Parameters<typeof report>): DoctorFinding | undefined {
  return report(...about).findings.find(({ finding }) => finding === name);
}

const BEHIND: HostSnapshot = { ...SILENT, gatewayState: 'reachable' };

describe('what the doctor suggests', () => {
  const CARRIERLESS = { ...ETH0, carrier: false };
  for (const [reason, interfaces, hosts, expected] of [
    ['no-interface', [LO], [UNROUTED], /^See what hardware there is, .*: ip link; /],
    ['interface-down', [{ ...ETH0, up: false }], [UNROUTED], /: ip link set eth0 up$/],
    ['no-carrier', [CARRIERLESS], [SILENT], /^Look at the cable of eth0 .*: ip link show eth0$/],
    ['dormant', [CARRIERLESS], [SILENT], /^Look at what logs eth0 in .*: wpa_cli -i eth0 status$/],
    ['no-address', [{ ...ETH0, addresses: [] }], [UNROUTED], /DHCP client .* eth0.*: ip address add .* dev eth0$/],
    ['dad-pending', [ETH0], [UNROUTED], /^Wait .*: ip -6 address show dev eth0$/],
    ['no-route', [ETH0], [UNROUTED], /^Add a route, .*: ip route get 192\.0\.2\.2$/],
    ['prohibited', [ETH0], [UNROUTED], /forbids it: ip route get 192\.0\.2\.2; ip rule$/],
    ['gateway-dead', [ETH0], [SILENT], /^Look whether the router 10\.0\.0\.1 is on .*: ip neigh show 10\.0\.0\.1$/],
    ['some-hosts-reachable', [ETH0], [HOST, SILENT], /^Look whether 192\.0\.2\.2 is on/],
  ] as const) {
    it(`about ${reason} names the interface, the gateway or the host`, () => {
      expect(suggestion({ reason, interfaces, hosts })).to.match(expected);
    });
  }

  it('about a host that does not answer goes by what is known of its gateway', () => {
    const about = (host: HostSnapshot): string => suggestion({ reason: 'unreachable', hosts: [host] });
    expect(about(BEHIND)).to.match(/^Look beyond 10\.0\.0\.1, .*--host HOST:PORT$/);
    expect(about(SILENT)).to.match(/^See whether the gateway is there: ping 10\.0\.0\.1\./);
    expect(about({ ...SILENT, gateway: null })).to.match(/^Look whether 192\.0\.2\.2 is on, and in this network/);
    expect(about({ ...SILENT, error: 'EPERM' })).to.match(/firewall on this machine .*: nft list ruleset$/);
  });

  it('about an interface that is missing names those that there are', () => {
    const seen = { reason: 'no-interface', interfaces: [LO], hosts: [UNROUTED] } as const;
    const interfaceNames = ['lo', 'eth0', 'wlan0'];
    expect(suggestion(seen, { interfaceNames, options: { preferredInterfaces: ['eth1'] } })).to.match(
      /^Name one that there is .*: eth0, wlan0$/,
    );
    expect(suggestion(seen, { interfaceNames, options: { ignoreInterfaces: ['*'] } })).to.match(
      /^Have ignore_interfaces leave one of these: eth0, wlan0$/,
    );
  });

  it('about a name tells one that nobody knows from name servers that do not answer', () => {
    const about = (error: string | null): string =>
      suggestion({ reason: 'unreachable', hosts: [{ ...NAMELESS, lookup: { error, foundAt: null } }] });
    expect(about('ENOTFOUND')).to.equal('See whether the name is spelt right: getent hosts name.example');
    expect(about('ETIMEOUT')).to.match(/^Look at the name servers.*\/etc\/resolv\.conf$/);
    expect(about(null)).to.equal(about('ETIMEOUT'));
  });

  it('about a captive portal is to log in, at the page that it redirects to', () => {
    const portal = { status: 'captive', checkedAt: null, httpStatus: 302, error: null } as const;
    const about = (location: string | null): string =>
      suggestion(
        { reason: 'captive-portal', portal: { ...portal, location } },
        { options: { captivePortalUrl: 'http://ask.example/' } },
      );
    expect(about('http://portal.example/login')).to.equal('Log in: open http://portal.example/login in a browser.');
    expect(about(null)).to.equal('Log in: open http://ask.example/ in a browser.');
  });

  for (const reason of REASONS) {
    it(`is something for ${reason} too, wherever it breaks, and nothing for a link that holds`, () => {
      for (const hosts of [[HOST], [SILENT], [UNROUTED], [NAMELESS], [HOST, SILENT, NAMELESS], []]) {
        for (const { status, suggestion, link } of report({ reason, hosts }).links) {
          if (status === 'failed') expect(suggestion, link).to.be.a('string').that.matches(/\w{3}/);
          else expect(suggestion, link).to.equal(null);
        }
      }
    });
  }
});

describe('what the doctor finds', () => {
  it('is nothing when all is well', () => {
    expect(report({}).findings).to.deep.equal([]);
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
        /192\.0\.2\.2: no answer in time \(ETIMEDOUT\); 192\.0\.2\.3: a router says .*\(EHOSTUNREACH\)$/,
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
    it(`of ${error}: that this machine forbids it`, () => {
      const hosts = [HOST, { ...SILENT, error }];
      expect(found('firewall-here', { reason: 'some-hosts-reachable', hosts })).to.deep.include({
        severity: 'problem',
        summary: 'This machine itself forbids connections to 192.0.2.2.',
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
    const severities = report(seen, { retry }).findings.map(({ severity }) => severity);
    expect(severities).to.deep.equal(['problem', 'warning', 'warning', 'note']);
  });
});

describe("the doctor's report", () => {
  it('has the whole chain, the state with its reason, and by what it is known', () => {
    const { links, ...others } = report({});
    expect(links.map(({ link }) => link)).to.deep.equal([
      ...['interface', 'carrier', 'address', 'dad', 'route', 'gateway', 'host', 'dns', 'portal'],
    ]);
    expect(others).to.deep.equal({
      type: 'doctor',
      state: 'up',
      reason: 'all-hosts-reachable',
      findings: [],
      backend: { events: 'netlink', probes: 'native', fallbackReason: null },
      at: '2026-01-02T03:04:05.000Z',
    });
  });

  it('reads, for people, from the verdict to the means', () => {
    const text = doctorText(
      report({ reason: 'interface-down', interfaces: [{ ...ETH0, up: false }], hosts: [UNROUTED] }),
    );
    const lines = text.split('\n');
    expect(lines[0]).to.equal('down: interface-down; the chain breaks at the interface');
    expect(lines[2]).to.equal('FAILED  interface  eth0 is down');
    expect(lines[3]).to.equal('                   > Take it up: ip link set eth0 up');
    expect(lines[4]).to.equal('?       carrier    it takes the interface first');
    expect(text).to.match(/\n\nwarning: Operations wait [^\n]+\n    the state is [^\n]+\n    > Bound it: /);
    expect(lines.at(-1)).to.equal('events by netlink, probes by the addon');
  });

  it('says that the chain holds when it does, and nothing of it when nothing is known', () => {
    const first = (reason: StateReason): string => doctorText(report({ reason })).split('\n')[0]!;
    expect(first('all-hosts-reachable')).to.equal('up: all-hosts-reachable; the chain holds');
    expect(first('monitor-failed')).to.equal('unknown: monitor-failed');
  });

  it('has no terminal obey the name of an interface', () => {
    const interfaces: NetworkSnapshot['interfaces'] = [{ ...ETH0, name: 'eth\u001b[2J' }];
    expect(doctorText(report({ interfaces }))).to.not.include('\u001b');
  });
});
