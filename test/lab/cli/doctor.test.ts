import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import { unpackTar } from 'modern-tar';
import type { DoctorFinding, FindingName } from '../../../lib/cli/doctor-finding.ts';
import type { DoctorReport } from '../../../lib/cli/doctor-report.ts';
import { toolPath } from '../../../scripts/native-tools.mjs';
import { COMMAND, runCli as runAny, startCliInTerminal } from '../../cli/support/run-cli.ts';
import { Scratch } from '../../support/scratch.ts';
import { withNameServer } from '../retry/name-service.ts';
import { concerns } from '../support/backend.ts';
import { brokenLinks, CHECK_HOSTS } from '../support/broken-links.ts';
import { runCli, startCli } from '../support/cli.ts';
import { INTERNET_ADDRESSES, Lab } from '../support/lab.ts';
import { startPortal } from '../support/portal.ts';
import { probesUnderWay } from '../support/probes-under-way.ts';

const WHY = 'no flag of the command line chooses the prober';
const EXITS = { up: 0, degraded: 3, down: 4, unknown: 5 };
const QUICK = ['--timeout', '500ms'];

const hostFlags = (hosts: readonly string[]): string[] =>
  hosts.length === 0 ? ['--link-only'] : hosts.flatMap((host) => ['--host', host]);

concerns(['netlink', 'polling'], WHY).describe('netwake doctor', () => {
  let lab: Lab;

  beforeEach(async () => {
    lab = await Lab.connected();
  });

  afterEach(async () => {
    await lab[Symbol.asyncDispose]();
  });

  /** The report, once the exit code and the silence of standard error are what they should be. */
  async function examined(...flags: string[]): Promise<DoctorReport> {
    const { code, stdout, stderr } = await runCli('doctor', '--json', ...QUICK, ...flags);
    const report = JSON.parse(stdout) as DoctorReport;
    expect({ code, stderr }).to.deep.equal({ code: EXITS[report.state], stderr: '' });
    return report;
  }

  const broken = ({ links }: DoctorReport): DoctorReport['links'][number] | undefined =>
    links.find(({ status }) => status === 'failed');

  const found = ({ findings }: DoctorReport, name: FindingName): DoctorFinding | undefined =>
    findings.find(({ finding }) => finding === name);

  for (const { reason, link, evidence, arrange, backends, checkHosts = CHECK_HOSTS } of brokenLinks) {
    const title = link === null ? 'finds nothing broken' : `finds the ${link} broken, and suggests something`;
    concerns(backends, 'polling takes it for no-carrier').it(`${title}: ${reason}`, async () => {
      await arrange(lab);
      const report = await examined(...hostFlags(checkHosts));
      expect(report.reason).to.equal(reason);
      const { link: at = null, evidence: shown = '', suggestion = null } = broken(report) ?? {};
      expect(at).to.equal(link);
      expect(shown).to.match(evidence);
      if (link === null) expect(suggestion).to.equal(null);
      else expect(suggestion).to.match(/\w{3}/);
    });
  }

  concerns(['netlink'], 'polling hears of no neighbour').it('finds the gateway broken that is silent', async () => {
    // The kernel gives up what it has known.
    await examined();
    await lab.silenceGateway();
    const report = await examined();
    expect(broken(report)).to.include({ link: 'gateway', evidence: '10.0.0.1 does not answer for its address' });
    expect(broken(report)?.suggestion).to.match(/ip neigh show 10\.0\.0\.1$/);
  });

  it('tells check hosts that are blocked from a network that is gone: the gateway answers', async () => {
    await lab.block(...INTERNET_ADDRESSES);
    const report = await examined();
    expect(broken(report)?.link).to.equal('host');
    expect(report.links.find(({ link }) => link === 'gateway')).to.include({
      status: 'ok',
      evidence: '10.0.0.1 answers',
    });
    const finding = found(report, 'check-hosts-blocked');
    expect(finding?.evidence).to.equal('8.8.8.8, 1.1.1.1, 8.8.4.4: no answer in time (ETIMEDOUT)');
    expect(finding?.suggestion).to.match(/--host 10\.0\.0\.1$/);
    // And so it is.
    expect((await examined('--host', '10.0.0.1')).state).to.equal('up');
  });

  it('tells a host that a firewall refuses from one that is met with silence', async () => {
    await lab.block('8.8.4.4');
    // It may say so as often as it is asked.
    await lab.internet.run('sysctl -qw net.ipv4.icmp_ratelimit=0');
    await lab.internet.run('nft add rule inet lab input ip daddr 8.8.8.8 reject with icmp admin-prohibited');
    expect(found(await examined(), 'hosts-fail')?.evidence).to.match(
      /^8\.8\.8\.8: a router or a firewall says .*\(EHOSTUNREACH\); 8\.8\.4\.4: no answer in time \(ETIMEDOUT\)$/,
    );
  });

  it('says of names that are not found, while addresses answer, that it is DNS', async () => {
    await withNameServer('no such name', async () => {
      const report = await examined('--host', 'name.example:443', '--host', '8.8.8.8:443');
      expect(broken(report)).to.include({ link: 'dns', evidence: 'name.example: ENOTFOUND' });
      expect(broken(report)?.suggestion).to.match(/getent hosts name\.example$/);
      expect(found(report, 'dns-fails')?.evidence).to.match(/no name server knows the name .*; 8\.8\.8\.8 answered$/);
    });
  });

  it('finds a captive portal, and where to log in', async () => {
    await startPortal(lab);
    using scratch = new Scratch();
    const config = scratch.path('netwake.yaml');
    writeFileSync(config, 'network_monitor: { captive_portal_url: "http://8.8.8.8/generate_204" }\n');
    const report = await examined('--config', config);
    expect(report).to.include({ state: 'degraded', reason: 'captive-portal' });
    expect(broken(report)).to.include({
      link: 'portal',
      suggestion: 'Log in: open http://10.0.0.1/login in a browser.',
    });
  });

  it('says that one family alone works', async () => {
    const hosts = ['8.8.8.8:443', '[2001:db8::1]:443'];
    await lab.plug({ name: 'eth6', peer: 'r6', addresses: ['2001:db8::2/64'], peerAddresses: ['2001:db8::1/64'] });
    expect(found(await examined(...hostFlags(hosts)), 'one-family')).to.equal(undefined);
    await lab.block('2001:db8::1');
    expect(found(await examined(...hostFlags(hosts)), 'one-family')?.summary).to.match(/^Only IPv4 works/);
  });

  it('says that an interface is preferred that there is not, and which it may be', async () => {
    const finding = found(await examined('--interface', 'eth1'), 'preferred-missing');
    expect(finding?.evidence).to.match(/there are (lo, eth0|eth0, lo)$/);
    expect(finding?.suggestion).to.match(/Is it eth0\?$/);
  });

  concerns(['netlink'], 'it makes the backend be chosen by itself').it(
    'says that netlink is denied, and what to do about it',
    async () => {
      const command = [...COMMAND, 'doctor', '--json'];
      const { stdout } = await promisify(execFile)(toolPath('deny-netlink'), ['--errno', 'EACCES', ...command]);
      const report = JSON.parse(stdout) as DoctorReport;
      expect(report.state).to.equal('up');
      expect(found(report, 'netlink-unavailable')?.evidence).to.include('EACCES');
      expect(found(report, 'netlink-unavailable')?.suggestion).to.include('seccomp');
    },
  );

  it('reads well, with the suggestion beneath the link that is broken', async () => {
    await lab.pullCable();
    const { code, stdout } = await runCli('doctor');
    expect(stdout)
      .to.match(/^down: no-carrier; the chain breaks at the carrier\n\nok      interface  eth0 \(\w+\) is up\n/)
      .and.match(/\nFAILED  carrier    eth0 has no carrier, [^\n]+\n {19}> Look at the cable of eth0 /);
    expect(code).to.equal(4);
  });

  it('takes no longer than its round when nobody answers', async () => {
    await lab.block();
    const startedMs = performance.now();
    const { code } = await runCli('doctor', '--timeout', '1s');
    expect(code).to.equal(4);
    // The round, the one that confirms it, the gateway, and the process; ten seconds is what bounds it.
    expect(performance.now() - startedMs).to.be.lessThan(10_000);
  });

  concerns(['netlink'], 'a terminal is the same to both').it(
    'says on a terminal what it is at, once that takes longer than a second',
    async () => {
      await lab.block();
      const child = startCliInTerminal('doctor', '--timeout', '2s');
      const [shown] = await Promise.all([text(child.stdout), once(child, 'close')]);
      expect(shown).to.match(/netwake: asking 8\.8\.8\.8, 1\.1\.1\.1, 8\.8\.4\.4; this takes 15 s at the most\r?\n/);
    },
  );

  it('exits 130 on SIGINT and 143 on SIGTERM, at once and without output', async () => {
    await lab.block();
    for (const [signal, expected] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      const child = startCli('doctor', '--timeout', '10m');
      const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
      await probesUnderWay(lab);
      child.kill(signal);
      const [stdout, stderr, [code]] = await ended;
      expect({ code: code as unknown, stdout, stderr }).to.deep.equal({ code: expected, stdout: '', stderr: '' });
    }
  });

  describe('--bundle', () => {
    const SECRETS = /eth0|10\.0\.0\.|8\.8\.8\.8|1\.1\.1\.1|8\.8\.4\.4|hidden|whsec/;
    let scratch: Scratch;

    beforeEach(() => {
      scratch = new Scratch();
    });

    afterEach(() => scratch[Symbol.dispose]());

    for (const [what, arrange] of [
      ['is up', async () => {}],
      ['is half blocked', () => lab.block('8.8.4.4')],
      ['is blocked', () => lab.block()],
      ['has no carrier', () => lab.pullCable()],
    ] as ReadonlyArray<[string, () => Promise<void>]>) {
      it(`of a network that ${what} has none of its names and addresses, and replays to the same states`, async () => {
        await arrange();
        const mac = (await lab.host.run('cat /sys/class/net/eth0/address')).trim();
        const [config, bundle] = [scratch.path('hidden.yaml'), scratch.path('bundle.tar.gz')];
        const webhook = 'webhooks: [{ url: "https://hooks.hidden.example/T1/hidden", secret: whsec_hidden }]';
        writeFileSync(config, `network_monitor: { ignore_interfaces: ["hidden*"] }\n${webhook}\n`);
        const { code, stdout } = await runCli('doctor', ...QUICK, '--config', config, '--bundle', bundle);
        expect(stdout).to.match(/eth0/);
        const entries = await unpackTar(gunzipSync(readFileSync(bundle)));
        const files = new Map(entries.map(({ header, data }) => [header.name, Buffer.from(data!).toString()]));
        for (const [name, body] of files) expect(body, name).to.not.match(SECRETS).and.not.include(mac);
        const report = JSON.parse(files.get('netwake-doctor/report.json')!) as DoctorReport;
        expect(EXITS[report.state]).to.equal(code);
        const recording = scratch.path('recording.ndjson');
        writeFileSync(recording, files.get('netwake-doctor/recording.ndjson')!);
        const replayed = await runAny('replay', recording);
        expect(replayed.stdout).to.match(/\nthe same as recorded: \d+ changes?\n$/);
        expect(replayed.stdout).to.include(report.state);
        // What it says in words of base64 is searched as well.
        for (const [tape] of files.get('netwake-doctor/recording.ndjson')!.matchAll(/"[A-Za-z0-9+/=]{40,}"/g))
          expect(Buffer.from(tape, 'base64').toString('latin1')).to.not.include('eth0');
      });
    }
  });
});
