import { expect } from 'chai';
import { ADVICE } from '../../lib/cli/doctor-advice.ts';
import { type DoctorReport, makeReport } from '../../lib/cli/doctor-report.ts';
import type { HostSnapshot } from '../../lib/monitor/snapshot.ts';
import { type Difference, examination, REASONS, type Seen } from '../support/examinations.ts';
import { ETH0, HOST, LO, NAMELESS, SILENT, UNROUTED } from '../support/snapshots.ts';

const report = (seen: Partial<Seen>, others: Difference = {}): DoctorReport => makeReport(examination(seen, others));

/** What is suggested at the first link that is broken. */
function suggestion(seen: Partial<Seen>, others: Difference = {}): string {
  return report(seen, others).links.find(({ status }) => status === 'failed')?.suggestion ?? 'nothing is broken';
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
    ['some-hosts-reachable', [ETH0], [HOST, SILENT], /^See from another machine .*: 192\.0\.2\.2$/],
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
    expect(about({ ...SILENT, error: 'EPERM' })).to.match(/^Find what forbids it .*: nft list ruleset$/);
  });

  it('about several gateways names all of them, and has a command that can be run', () => {
    const hosts = ['10.1.0.1', '10.2.0.1', '10.1.0.1'].map((gateway) => ({ ...SILENT, gateway }));
    expect(suggestion({ reason: 'gateway-dead', hosts })).to.equal(
      'Look whether the routers 10.1.0.1, 10.2.0.1 are on and in this network: ip neigh show 10.1.0.1',
    );
    expect(suggestion({ reason: 'unreachable', hosts })).to.equal(
      'See whether the gateways 10.1.0.1, 10.2.0.1 are there: ping 10.1.0.1. If they are, look beyond them.',
    );
    expect(ADVICE['gateway-dead'](examination({ reason: 'gateway-dead', hosts: [UNROUTED] }))).to.equal(
      'Look whether the router is on and in this network: ip neigh show',
    );
  });

  it('about a gateway of one link names the interface, without which it can not be asked', () => {
    const hosts = [{ ...SILENT, gateway: 'fe80::1' }];
    expect(suggestion({ reason: 'unreachable', hosts })).to.match(/: ping fe80::1%eth0\. /);
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
    it(`is something for ${reason} too, whatever is known, and nothing for a link that holds`, () => {
      for (const hosts of [[HOST], [SILENT], [UNROUTED], [NAMELESS], [HOST, SILENT, NAMELESS], []]) {
        for (const interfaces of [[LO, ETH0], []])
          expect(ADVICE[reason](examination({ reason, hosts, interfaces })))
            .to.match(/^[A-Z]\w{2}/)
            .and.not.match(/undefined|null/);
        for (const { status, suggestion, link } of report({ reason, hosts }).links) {
          if (status === 'failed') expect(suggestion, link).to.be.a('string').that.matches(/\w{3}/);
          else expect(suggestion, link).to.equal(null);
        }
      }
    });
  }
});
