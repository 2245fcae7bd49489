import { readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import fc from 'fast-check';
import { unpackTar } from 'modern-tar';
import { packBundle } from '../../lib/cli/doctor-bundle.ts';
import type { Examination } from '../../lib/cli/doctor-examination.ts';
import type { makeReport } from '../../lib/cli/doctor-report.ts';
import type { EffectiveValue } from '../../lib/config/effective.ts';
import type { HostSnapshot, InterfaceSnapshot } from '../../lib/monitor/snapshot.ts';
import { FORMAT_NAME, FORMAT_VERSION } from '../../lib/record/format.ts';
import { readRecording } from '../../lib/replay/recording-file.ts';
import { examination, REASONS } from '../support/examinations.ts';
import { Scratch } from '../support/scratch.ts';
import { ETH0, HOST, LO, SILENT } from '../support/snapshots.ts';

/** What tells of a network, and of whoever runs it. Long enough not to turn up by chance. */
interface Secrets {
  name: string;
  host: string;
  proxy: string;
  ipv4: string;
  gateway: string;
  ipv6: string;
  mac: string;
  path: string;
}

const word = fc.stringMatching(/^[a-z]{10,14}$/);
const octet = fc.integer({ min: 100, max: 223 }).filter((value) => value !== 127 && value !== 169);
const ipv4 = fc.tuple(octet, octet, octet, octet).map((octets) => octets.join('.'));
const group = fc.integer({ min: 0x1111, max: 0xffff }).map((value) => value.toString(16));
const secrets: fc.Arbitrary<Secrets> = fc.record({
  name: word,
  host: word.map((name) => `${name}.example`),
  proxy: word.map((name) => `${name}.example`),
  ipv4,
  gateway: ipv4,
  ipv6: fc.array(group, { minLength: 6, maxLength: 6 }).map((groups) => ['2001', 'db8', ...groups].join(':')),
  mac: fc
    .uint8Array({ minLength: 6, maxLength: 6 })
    .map((bytes) => Array.from(bytes, (byte) => (byte | 0x10).toString(16)).join(':')),
  path: word.map((name) => `/srv/${name}/netwake.yaml`),
});

/** A recording of no more than that it was made. */
function recordingOf({ name, host, gateway }: Secrets): string {
  const settings = { checkIntervalMs: 1, checkTimeoutMs: 1, auditIntervalMs: null, ignoreInterfaces: ['ignored*'] };
  const checkHosts = [{ host, port: null }];
  const header = { type: 'header', format: FORMAT_NAME, version: FORMAT_VERSION, netwake: '0.1.0' };
  const view = { wall: '2026-01-02T03:04:05.000Z', anonymized: false, events: 'polling', probes: 'native' };
  const lines = [
    { ...header, ...view, settings: { ...settings, checkHosts, preferredInterfaces: [name] }, checkpoint: null },
    { at: 1, type: 'watch', queries: [{ id: 1, family: 4, address: gateway, interfaceIndex: 0 }], paths: null },
    { at: 2, type: 'end', reason: 'stopped' },
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

const shown = (
  key: string,
  value: unknown,
  origin: EffectiveValue['origin'],
  source: string | null,
): EffectiveValue => ({
  ...{ key, value, origin, source },
});

const configOf = ({ name, host, path }: Secrets): EffectiveValue[] => [
  shown('preset', 'patient', 'file', `${path}:1:9`),
  shown('network_monitor.check_interval', '1m', 'flag', '--interval'),
  shown('network_monitor.check_hosts', [host], 'file', `${path}:3:4`),
  shown('network_monitor.preferred_ifaces', [name], 'environment', 'NETWAKE_NETWORK_MONITOR_PREFERRED_IFACES'),
  shown('network_monitor.captive_portal_url', `http://${host}/${name}`, 'file', path),
  shown('network_monitor.later', { of: [host] }, 'default', null),
  shown('retry.max_attempts', Infinity, 'default', null),
  shown('webhooks', [{ url: `https://${host}/***`, secret: '***', on: ['up'] }], 'file', `${path}:9:1`),
];

function examined(secret: Secrets, reason: (typeof REASONS)[number]): Parameters<typeof packBundle>[0]['examination'] {
  const { name, host, ipv4: source, ipv6, gateway, mac, proxy } = secret;
  const family = { rttMs: 1, smoothedRttMs: 1, reachable: true, error: null };
  const [first] = ETH0.addresses;
  const link: InterfaceSnapshot = {
    ...{ ...ETH0, name, mac },
    addresses: [
      { ...first!, address: source },
      { ...first!, address: ipv6, family: 6, prefixLength: 64, tentative: true },
    ],
  };
  const way = { interface: name, source, gateway };
  const families = [
    { ...family, family: 4 as const, address: gateway },
    { ...family, family: 6 as const, address: ipv6, reachable: false, error: 'ENETUNREACH' },
  ];
  const hosts: HostSnapshot[] = [
    { ...HOST, ...way, host, families, lookup: { error: 'ESERVFAIL', foundAt: null }, bound: false },
    { ...SILENT, ...way, host: gateway, gatewayState: 'reachable', error: 'EPERM' },
  ];
  const portal = {
    status: 'captive',
    checkedAt: null,
    httpStatus: 302,
    location: `http://${proxy}/`,
    error: null,
  } as const;
  const fallbackReason = `${homedir()}/${name}: bind to ${source} on ${name} failed: EACCES, ${secret.path}`;
  return examination(
    { reason, interfaces: [LO, link], hosts, portal, backend: { events: 'polling', probes: 'socket', fallbackReason } },
    {
      options: {
        preferredInterfaces: [name, `${name}1`],
        ignoreInterfaces: [`${name}?`],
        captivePortalUrl: `http://${host}/`,
      },
      retry: { maxAttempts: Infinity, waitForNetwork: true },
      proxy: { variable: 'HTTPS_PROXY', host: proxy, port: 3128 },
      failure: `${name} at ${source} and ${ipv6}: gone, says ${host}.`,
    },
  );
}

describe('a bundle', () => {
  let scratch: Scratch;

  beforeEach(() => {
    scratch = new Scratch();
  });

  afterEach(() => scratch[Symbol.dispose]());

  async function filesOf(
    secret: Secrets,
    about: (typeof REASONS)[number] | Examination,
  ): Promise<Record<string, string>> {
    const seen = typeof about === 'string' ? examined(secret, about) : about;
    const recordingPath = scratch.path('recording.ndjson');
    writeFileSync(recordingPath, recordingOf(secret));
    const bytes = await packBundle({ examination: seen, config: configOf(secret), recordingPath });
    const entries = await unpackTar(gunzipSync(bytes));
    return Object.fromEntries(entries.map(({ header, data }) => [header.name, Buffer.from(data!).toString()]));
  }

  const [SECRET] = fc.sample(secrets, { numRuns: 1, seed: 7 }) as [Secrets];

  it('has none of the names, addresses and paths of the network left, whatever it is about', () =>
    fc.assert(
      fc.asyncProperty(secrets, fc.constantFrom(...REASONS), async (secret, reason) => {
        const files = await filesOf(secret, reason);
        for (const [name, text] of Object.entries(files)) {
          for (const each of Object.values(secret)) expect(text, name).to.not.include(each);
          expect(text, name)
            .to.not.include('/srv')
            .and.not.include(homedir() === '/' ? '\0' : homedir());
        }
      }),
      { numRuns: 60 },
    ));

  it('calls the same by the same in all of its files', async () => {
    const files = await filesOf(SECRET, 'unreachable');
    const at = (name: string): string => files[`netwake-doctor/${name}`]!;
    const snapshot = JSON.parse(at('snapshot.json')) as {
      interfaces: InterfaceSnapshot[];
      hosts: HostSnapshot[];
      portal: object;
    };
    const [, link] = snapshot.interfaces;
    const [named, literal] = snapshot.hosts;
    expect(link!.name).to.equal('if1').and.to.equal(named!.interface);
    expect(named!.host).to.equal('host1.test');
    expect(literal!.host).to.equal(literal!.gateway);
    expect(named!.source).to.equal(link!.addresses[0]!.address);
    expect(snapshot.portal).to.include({ location: 'http://portal.test/' });
    expect(at('report.txt'))
      .to.include(`host1.test via ${literal!.gateway} dev if1 src ${named!.source}`)
      .and.to.include('preferred_ifaces has if1, if2');
    expect(JSON.parse(at('recording.ndjson').split('\n')[1]!)).to.have.nested.property(
      'queries[0].address',
      literal!.gateway,
    );
    expect(JSON.parse(at('config.json'))).to.deep.include({
      preset: { value: 'patient', origin: 'file', source: 'FILE:1:9' },
      'network_monitor.check_interval': { value: '1m', origin: 'flag', source: '--interval' },
      'network_monitor.captive_portal_url': { value: 'http://host1.test/', origin: 'file', source: 'FILE' },
      'network_monitor.later': { value: { of: ['***'] }, origin: 'default', source: null },
      'retry.max_attempts': { value: '.inf', origin: 'default', source: null },
      webhooks: { value: [{ url: '***', secret: '***', on: ['***'] }], origin: 'file', source: 'FILE:9:1' },
    });
  });

  for (const [preferred, suggestion] of [
    ['wlp3s0f1', / --interface: ip -brief link$/],
    ['ethernt0', / Is it if3\?$/],
  ] as const) {
    it(`takes nothing for ${preferred} that the doctor did not`, async () => {
      const seen = examination(
        { reason: 'no-interface', interfaces: [LO, { ...ETH0, name: 'uplink7' }, { ...ETH0, name: 'ethernet0' }] },
        { options: { preferredInterfaces: [preferred] } },
      );
      const files = await filesOf(SECRET, seen);
      const { findings } = JSON.parse(files['netwake-doctor/report.json']!) as ReturnType<typeof makeReport>;
      expect(findings.find(({ finding }) => finding === 'preferred-missing')?.suggestion).to.match(suggestion);
    });
  }

  it('says in words of the system what is not secret', async () => {
    const report = JSON.parse((await filesOf(SECRET, 'monitor-failed'))['netwake-doctor/report.json']!) as {
      findings: Array<{ finding: string; evidence: string }>;
    };
    const evidence = (name: string): string => report.findings.find(({ finding }) => finding === name)!.evidence;
    expect(evidence('no-decision')).to.match(/^if1 at [\d.]+ and [\da-f:]+: gone, says host1\.test\.$/);
    expect(evidence('netlink-unavailable')).to.match(/: bind to [\d.]+ on if1 failed: EACCES, …\/netwake\.yaml$/);
  });

  it('has what a bug report needs, each file for its owner alone, and a recording to replay', async () => {
    const recordingPath = scratch.path('recording.ndjson');
    writeFileSync(recordingPath, recordingOf(SECRET));
    const config = configOf(SECRET);
    const bytes = await packBundle({ examination: examined(SECRET, 'unreachable'), config, recordingPath });
    const entries = await unpackTar(gunzipSync(bytes));
    expect(entries.map(({ header }) => header.name.replace('netwake-doctor/', ''))).to.deep.equal([
      ...['README.txt', 'report.txt', 'report.json', 'config.json', 'snapshot.json', 'versions.json'],
      'recording.ndjson',
    ]);
    for (const { header } of entries) expect(header.mode).to.equal(0o600);
    const text = (name: string): string =>
      Buffer.from(entries.find(({ header }) => header.name.endsWith(name))!.data!).toString();
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(JSON.parse(text('versions.json'))).to.include({
      netwake: version,
      node: process.version,
      arch: process.arch,
    });
    expect(JSON.parse(text('versions.json'))).to.have.all.keys('netwake', 'node', 'platform', 'arch', 'kernel', 'libc');
    writeFileSync(scratch.path('anonymous.ndjson'), text('recording.ndjson'));
    expect((await readRecording(scratch.path('anonymous.ndjson'))).header.anonymized).to.equal(true);
  });
});
