import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { type LoadConfigOptions, loadConfig, type NetwakeConfig } from '../../lib/config/index.ts';
import { NetworkMonitor, presets } from '../../lib/index.ts';

const FULL = `
preset: conservative
network_monitor:
  check_interval: 7s
  check_timeout: 1500
  check_hosts: ["8.8.8.8", "dns.example:53", "[2001:db8::1]:443", { host: 9.9.9.9, port: 853 }]
  notify_on_change: false
  enable_netlink: false
  gateway_probe: true
  preferred_ifaces: [eth0]
  ignore_interfaces: ["veth*", "kind:bridge"]
  flap_damping: { penalty: 900, half_life: 1m, max_suppress: 4m }
  captive_portal_url: http://portal.example/generate_204
retry: { max_attempts: .inf, initial_delay: 250ms, max_delay: 1m30s, multiplier: 2.0, jitter: full, wait_for_network: false }
webhooks:
  - { url: "https://hooks.example/a", secret: whsec_c2VjcmV0, on: [up, down, degraded] }
  - url: http://127.0.0.1:8080/
`;

describe('loadConfig', () => {
  let folder: string;
  let file: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'netwake-config-'));
    file = join(folder, 'netwake.yaml');
  });

  after(() => rm(folder, { recursive: true }));

  async function load(text: string, options?: LoadConfigOptions): Promise<NetwakeConfig> {
    await writeFile(file, text);
    return loadConfig(file, options);
  }

  it('turns every key of a file into an option', async () => {
    const config = await load(FULL);
    expect(config).to.deep.equal({
      monitor: {
        checkInterval: '7s',
        checkTimeout: 1500,
        checkHosts: ['8.8.8.8', 'dns.example:53', '[2001:db8::1]:443', { host: '9.9.9.9', port: 853 }],
        notifyOnChange: false,
        enableNetlink: false,
        gatewayProbe: true,
        preferredInterfaces: ['eth0'],
        ignoreInterfaces: ['veth*', 'kind:bridge'],
        flapDamping: { penalty: 900, halfLife: '1m', maxSuppress: '4m' },
        captivePortalUrl: 'http://portal.example/generate_204',
      },
      retry: {
        maxAttempts: Infinity,
        initialDelay: '250ms',
        maxDelay: '1m30s',
        multiplier: 2,
        jitter: 'full',
        waitForNetwork: false,
      },
      webhooks: [
        { url: 'https://hooks.example/a', secret: 'whsec_c2VjcmV0', on: ['up', 'down', 'degraded'] },
        { url: 'http://127.0.0.1:8080/' },
      ],
    });
    expect(new NetworkMonitor(config.monitor).state).to.equal('unknown');
  });

  it('takes a file URL', async () => {
    await writeFile(file, 'retry: { max_attempts: 2 }');
    expect((await loadConfig(pathToFileURL(file))).retry).to.deep.equal({ maxAttempts: 2 });
  });

  it('takes preferred_interfaces too', async () => {
    const { monitor } = await load('network_monitor: { preferred_interfaces: [wlan0] }');
    expect(monitor).to.deep.equal({ preferredInterfaces: ['wlan0'] });
  });

  it('lays the preset beneath the values of the file', async () => {
    const { monitor, retry } = await load(
      'network_monitor: { check_interval: 1m }\nretry: { max_attempts: 7 }\npreset: patient',
    );
    expect(monitor).to.deep.equal({ ...presets.patient.monitor, checkInterval: '1m' });
    expect(retry).to.deep.equal({ ...presets.patient.retry, maxAttempts: 7 });
  });

  it('takes the preset that the caller gives over the one that the file names, beneath its values still', async () => {
    const text = 'preset: patient\nnetwork_monitor: { check_interval: 1m }';
    const { monitor } = await load(text, { preset: 'conservative' });
    expect(monitor).to.deep.equal({ ...presets.conservative.monitor, checkInterval: '1m' });
  });

  it('replaces the hosts of the preset as a whole, with none for link-only mode too', async () => {
    const { monitor } = await load('preset: patient\nnetwork_monitor: { check_hosts: [] }');
    expect(monitor.checkHosts).to.deep.equal([]);
  });

  for (const [name, text] of [
    ['an empty file', ''],
    ['comments alone', '# preset: patient\n'],
    ['a byte order mark alone', '\uFEFF'],
    ['sections that are commented out', 'network_monitor:\n#  check_interval: 1s\nretry:\nwebhooks:\n'],
  ] as const) {
    it(`takes ${name} for nothing but the defaults`, async () => {
      expect(await load(text)).to.deep.equal({ monitor: {}, retry: {}, webhooks: [] });
    });
  }

  it('follows aliases', async () => {
    const { monitor } = await load('network_monitor: { check_interval: &while 3s, check_timeout: *while }');
    expect(monitor).to.deep.equal({ checkInterval: '3s', checkTimeout: '3s' });
  });

  it('takes an object of the same shape, undefined for absent', async () => {
    const { monitor, retry } = await loadConfig({
      preset: 'balanced',
      network_monitor: { check_interval: 2_000, check_timeout: undefined },
      retry: { jitter: false },
    });
    expect(monitor).to.deep.equal({ ...presets.balanced.monitor, checkInterval: 2_000 });
    expect(retry).to.deep.equal({ ...presets.balanced.retry, jitter: false });
  });

  it('refuses an option and a preset that do not exist', async () => {
    const misspelt: object = { presets: 'patient' };
    await rejects(loadConfig({}, misspelt), 'ERR_NETWAKE_UNKNOWN_OPTION');
    await rejects(loadConfig({}, { preset: 'hasty' as 'patient' }), 'ERR_NETWAKE_INVALID_OPTION');
  });
});

async function rejects(promise: Promise<unknown>, code: string): Promise<void> {
  const outcome = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  expect(outcome).to.include({ code });
}
