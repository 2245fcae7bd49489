import { expect } from 'chai';
import type { NetworkMonitorOptions, StateReason } from '../../../lib/index.ts';
import { concerns, EVERY_BACKEND, NETLINK_EVENTS } from '../support/backend.ts';
import { Lab } from '../support/lab.ts';
import { NetworkMonitor } from '../support/monitor.ts';

const CHECK_HOSTS = ['8.8.8.8:443', '1.1.1.1:443'];

interface Case {
  reason: StateReason;
  /** What is first to be broken, or null. */
  link: string | null;
  evidence: RegExp;
  arrange: (lab: Lab) => Promise<unknown>;
  options?: NetworkMonitorOptions;
}

const CASES: readonly Case[] = [
  { reason: 'all-hosts-reachable', link: null, evidence: /^$/, arrange: async () => {} },
  { reason: 'link-usable', link: null, evidence: /^$/, arrange: async () => {}, options: { checkHosts: [] } },
  {
    reason: 'some-hosts-reachable',
    link: 'host',
    evidence: /^8\.8\.8\.8: ETIMEDOUT; 1\.1\.1\.1 answered in [\d.]+ ms$/,
    arrange: (lab) => lab.block('8.8.8.8'),
  },
  { reason: 'unreachable', link: 'host', evidence: /^8\.8\.8\.8: ETIMEDOUT; /, arrange: (lab) => lab.block() },
  {
    reason: 'no-interface',
    link: 'interface',
    evidence: /^no interface that counts is there$/,
    arrange: (lab) => lab.host.run('ip link del eth0'),
  },
  {
    reason: 'interface-down',
    link: 'interface',
    evidence: /^eth0 is down$/,
    arrange: (lab) => lab.host.run('ip link set eth0 down'),
  },
  { reason: 'no-carrier', link: 'carrier', evidence: /^eth0 has no carrier/, arrange: (lab) => lab.pullCable() },
  {
    reason: 'dormant',
    link: 'carrier',
    evidence: /^eth0 has no carrier, operational state dormant$/,
    arrange: (lab) => lab.host.run('ip link set eth0 mode dormant state dormant'),
  },
  {
    reason: 'no-address',
    link: 'address',
    evidence: /^eth0 has no address to send from$/,
    arrange: (lab) => lab.host.run('ip addr flush dev eth0'),
  },
  {
    reason: 'dad-pending',
    link: 'dad',
    evidence: /^duplicate address detection has not ended for .*fd00::2\/64/,
    arrange: (lab) =>
      lab.host.run(
        'sysctl -qw net.ipv6.conf.eth0.dad_transmits=60 && ip addr flush dev eth0 scope global && ip addr add fd00::2/64 dev eth0',
      ),
    options: { checkHosts: ['[fd00::1]:443'] },
  },
  {
    reason: 'no-route',
    link: 'route',
    evidence: /^the kernel has no route to 8\.8\.8\.8, 1\.1\.1\.1$/,
    arrange: (lab) => lab.host.run('ip route del default'),
  },
  {
    reason: 'prohibited',
    link: 'route',
    evidence: /^a route forbids 8\.8\.8\.8, 1\.1\.1\.1$/,
    arrange: (lab) => lab.host.run('ip route add prohibit 8.8.8.8 && ip route add prohibit 1.1.1.1'),
  },
];

describe('the diagnosis', () => {
  let lab: Lab;

  beforeEach(async () => {
    lab = await Lab.connected();
  });

  afterEach(async () => {
    await lab[Symbol.asyncDispose]();
  });

  for (const { reason, link, evidence, arrange, options } of CASES) {
    const backends = reason === 'dormant' ? NETLINK_EVENTS : EVERY_BACKEND;
    const title = `of ${reason} is ${link === null ? 'that nothing is broken' : `that the ${link} is broken`}`;
    concerns(backends, 'polling takes it for no-carrier').it(title, async () => {
      await arrange(lab);
      await using monitor = new NetworkMonitor({ checkHosts: CHECK_HOSTS, checkTimeout: '500ms', ...options });
      await monitor.start();
      const ended = await monitor.check();
      expect(ended.reason).to.equal(reason);
      const broken = monitor.snapshot().diagnosis.find(({ status }) => status === 'failed');
      expect(broken?.link ?? null).to.equal(link);
      expect(broken?.evidence ?? '').to.match(evidence);
    });
  }

  it('of a name that no server knows is that DNS is broken, and nothing before it', async () => {
    await using monitor = new NetworkMonitor(
      { checkHosts: [...CHECK_HOSTS, 'name.example:443'], checkTimeout: '500ms' },
      {
        resolver: {
          resolve: () => Promise.reject(Object.assign(new Error('not found'), { code: 'ENOTFOUND' })),
          cancel: () => {},
        },
      },
    );
    await monitor.start();
    await monitor.check();
    const failed = monitor.snapshot().diagnosis.filter(({ status }) => status === 'failed');
    expect(failed).to.deep.equal([{ link: 'dns', status: 'failed', evidence: 'name.example: ENOTFOUND' }]);
    expect(monitor.state).to.equal('degraded');
  });

  it('is not made before there is anything to say', async () => {
    const monitor = new NetworkMonitor({ checkHosts: [] });
    for (const reason of ['not-started', 'stopped'] as const) {
      expect(monitor.snapshot().reason).to.equal(reason);
      for (const { status } of monitor.snapshot().diagnosis) expect(status).to.equal('unknown');
      await monitor.stop();
    }
  });
});
