import { expect } from 'chai';
import { type LoadConfigOptions, loadConfig, type NetwakeConfig } from '../../lib/config/index.ts';
import { configKeys } from '../../lib/config/keys.ts';
import { presets } from '../../lib/index.ts';
import { reasonOf } from '../support/codes.ts';

/** By the key of the file, what a variable for it may say and what that comes to. */
const VALUES: Record<string, [text: string, value: unknown]> = {
  preset: ['patient', 'patient'],
  'network_monitor.check_interval': ['1m', '1m'],
  'network_monitor.check_timeout': ['250ms', '250ms'],
  'network_monitor.check_hosts': ['[2001:db8::1]:443, 9.9.9.9:53', ['[2001:db8::1]:443', '9.9.9.9:53']],
  'network_monitor.notify_on_change': ['false', false],
  'network_monitor.enable_netlink': ['false', false],
  'network_monitor.audit_interval': ['1h', '1h'],
  'network_monitor.gateway_probe': ['true', true],
  'network_monitor.preferred_ifaces': ['eth0,true', ['eth0', 'true']],
  'network_monitor.preferred_interfaces': ['wlan0', ['wlan0']],
  'network_monitor.ignore_interfaces': ['veth*,kind:bridge', ['veth*', 'kind:bridge']],
  'network_monitor.flap_damping': ['{ half_life: 1m, max_suppress: 4m }', { halfLife: '1m', maxSuppress: '4m' }],
  'network_monitor.captive_portal_url': ['http://portal.example/#no', 'http://portal.example/#no'],
  'retry.max_attempts': ['.inf', Infinity],
  'retry.initial_delay': ['2s', '2s'],
  'retry.max_delay': ['1m30s', '1m30s'],
  'retry.multiplier': ['1.5', 1.5],
  'retry.jitter': ['full', 'full'],
  'retry.wait_for_network': ['false', false],
  webhooks: ['[{ url: "https://a/", on: [up] }]', [{ url: 'https://a/', on: ['up'] }]],
};

const load = (
  environment: NonNullable<LoadConfigOptions['environment']>,
  source: object = {},
): Promise<NetwakeConfig> => loadConfig(source, { environment });

async function refusalOf(environment: Record<string, string>): Promise<string> {
  const error = await reasonOf(load(environment));
  expect(error).to.include({ code: 'ERR_NETWAKE_CONFIG', file: null });
  return error.message;
}

describe('the environment', () => {
  it('has a variable for every key of the file, named for its path', () => {
    expect(configKeys.map(({ name }) => name)).to.deep.equal(Object.keys(VALUES));
    for (const { name, variable } of configKeys)
      expect(variable).to.equal(`NETWAKE_${name.replace('.', '_').toUpperCase()}`);
  });

  for (const { name, variable } of configKeys.filter(({ name }) => name !== 'preset')) {
    it(`sets ${name} by ${variable}`, async () => {
      const [text, value] = VALUES[name]!;
      const config = await load({ [variable]: text });
      const values = Object.values({ ...config.monitor, ...config.retry, ...(name === 'webhooks' ? config : {}) });
      expect(values.filter((value) => !Array.isArray(value) || value.length > 0)).to.deep.include(value);
      expect([config.monitor, config.retry, config.webhooks].flatMap(Object.keys)).to.have.lengthOf(1);
    });
  }

  it('is refused where it has what can not be plain data', async () => {
    const words = /^NETWAKE_WEBHOOKS must be YAML: /;
    expect(await refusalOf({ NETWAKE_WEBHOOKS: '!!omap [ &a x: 1, *a : 2 ]' })).to.match(words);
    expect(await refusalOf({ NETWAKE_WEBHOOKS: '%YAML 1.1\n---\n!!str <<: 5' })).to.match(words);
  });

  it('names a preset in the place of that of the file, and beneath the values of both', async () => {
    const file = { preset: 'conservative', network_monitor: { check_interval: '7s' } };
    const { monitor } = await load({ NETWAKE_PRESET: 'patient', NETWAKE_NETWORK_MONITOR_CHECK_TIMEOUT: '3s' }, file);
    expect(monitor).to.deep.equal({ ...presets.patient.monitor, checkInterval: '7s', checkTimeout: '3s' });
  });

  it('is laid over the file, value by value, lists and mappings as a whole', async () => {
    const file = {
      network_monitor: { preferred_interfaces: ['eth0', 'eth1'], flap_damping: { penalty: 900 }, gateway_probe: true },
      webhooks: [{ url: 'http://a/' }, { url: 'http://b/' }],
    };
    const environment = {
      NETWAKE_NETWORK_MONITOR_PREFERRED_IFACES: 'wlan0',
      NETWAKE_NETWORK_MONITOR_FLAP_DAMPING: '{ reuse: 500 }',
      NETWAKE_WEBHOOKS: '[]',
    };
    expect(await load(environment, file)).to.deep.equal({
      monitor: { preferredInterfaces: ['wlan0'], flapDamping: { reuse: 500 }, gatewayProbe: true },
      retry: {},
      webhooks: [],
    });
  });

  it('takes an empty variable for none, and [] for an empty list', async () => {
    const environment = { NETWAKE_RETRY_JITTER: '', NETWAKE_NETWORK_MONITOR_CHECK_HOSTS: '[]' };
    expect(await load(environment)).to.deep.equal({ monitor: { checkHosts: [] }, retry: {}, webhooks: [] });
  });

  it('is not looked at unless it is given', async () => {
    process.env['NETWAKE_RETRY_MAX_ATTEMPTS'] = '7';
    try {
      expect((await loadConfig({})).retry).to.deep.equal({});
    } finally {
      delete process.env['NETWAKE_RETRY_MAX_ATTEMPTS'];
    }
  });

  it('may have other variables: of recordings, of tests, of Kubernetes for a service called netwake', async () => {
    const environment = {
      NETWAKE_RECORD: '/tmp/a',
      NETWAKE_RECORD_ANONYMIZE: '1',
      NETWAKE_LAB: '1',
      NETWAKE_SERVICE_HOST: '10.0.0.1',
      NETWAKE_SERVICE_PORT: '9469',
      NETWAKE_PORT: 'tcp://10.0.0.1:9469',
      NETWAKE_PORT_9469_TCP_PROTO: 'tcp',
      NETWAKE_RETRY_SERVICE_HOST: '10.0.0.1',
      NETWAKE: 'x',
    };
    expect(await load(environment)).to.deep.equal({ monitor: {}, retry: {}, webhooks: [] });
  });

  describe('is refused, by the name of the variable and the value,', () => {
    const cases: Array<[variable: string, text: string, words: RegExp]> = [
      ['NETWAKE_PRESET', 'hasty', /^NETWAKE_PRESET must be one of conservative, balanced, patient; received 'hasty'$/],
      ['NETWAKE_NETWORK_MONITOR_CHECK_INTERVAL', '10', /CHECK_INTERVAL must be a duration.*received '10'$/],
      ['NETWAKE_NETWORK_MONITOR_CHECK_INTERVAL', '0s', /longer than 0; received '0s'$/],
      ['NETWAKE_NETWORK_MONITOR_CHECK_HOSTS', '1.1.1.1,a b', /CHECK_HOSTS\[1\] must be a host.*received 'a b'$/],
      ['NETWAKE_NETWORK_MONITOR_ENABLE_NETLINK', 'yes', /^NETWAKE_\S+ must be true or false; received 'yes'$/],
      [
        'NETWAKE_NETWORK_MONITOR_FLAP_DAMPING',
        '{ penalt: 3 }',
        /FLAP_DAMPING\.penalt is not known; did you mean penalty/,
      ],
      ['NETWAKE_NETWORK_MONITOR_FLAP_DAMPING', '{ penalty: ', /FLAP_DAMPING must be YAML: .*received '\{ penalty: '$/],
      ['NETWAKE_RETRY_MAX_ATTEMPTS', 'many', /^NETWAKE_RETRY_MAX_ATTEMPTS must be a whole number.*received 'many'$/],
      [
        'NETWAKE_RETRY_JITTER',
        '['.repeat(9_000),
        /^NETWAKE_RETRY_JITTER must be YAML: nests too deeply; received '\[+\.\.\.'$/,
      ],
    ];
    for (const [variable, text, words] of cases) {
      it(`for ${variable}=${text.slice(0, 20)}`, async () => {
        expect(await refusalOf({ [variable]: text })).to.match(words);
      });
    }

    it('but for the secrets of webhooks', async () => {
      const misspelt = ['[{ url: "htps://s3cret/" }]', '[{ url: "https://s3cret/"', 's3cret: [', '"s3cret" s3cret'];
      for (const text of [...misspelt, 'https://s3cret/', '["https://s3cret/"]', '[{ "https://s3cret/" }]']) {
        const message = await refusalOf({ NETWAKE_WEBHOOKS: text });
        expect(message)
          .to.match(/^NETWAKE_WEBHOOKS/)
          .and.not.include('s3cret');
      }
    });

    it('when it has both names of one list', async () => {
      const environment = {
        NETWAKE_NETWORK_MONITOR_PREFERRED_IFACES: 'a',
        NETWAKE_NETWORK_MONITOR_PREFERRED_INTERFACES: 'b',
      };
      expect(await refusalOf(environment)).to.match(/^NETWAKE_NETWORK_MONITOR_PREFERRED_INTERFACES is another name/);
    });

    for (const [misspelt, meant] of [
      ['NETWAKE_RETRY_MAX_ATEMPTS', 'NETWAKE_RETRY_MAX_ATTEMPTS'],
      ['NETWAKE_NETWORK_MONITER_CHECK_HOSTS', 'NETWAKE_NETWORK_MONITOR_CHECK_HOSTS'],
      ['NETWAKE_CHECK_INTERVAL', 'NETWAKE_NETWORK_MONITOR_CHECK_INTERVAL'],
      ['NETWAKE_PRESETS', 'NETWAKE_PRESET'],
    ] as const) {
      it(`for its name: ${misspelt}`, async () => {
        expect(await refusalOf({ [misspelt]: '1' })).to.equal(`${misspelt} is not known; did you mean ${meant}?`);
      });
    }
  });
});
