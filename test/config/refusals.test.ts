import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { loadConfig } from '../../lib/config/index.ts';
import type { ConfigError } from '../../lib/index.ts';

/** What is wrong, the text, where, and words that the message has. */
type Refusal = [what: string, text: string, line: number, column: number, words: RegExp];

const BOMB = `a: &a [x, x, x, x, x, x, x, x, x, x]\n${Array.from('bcdef')
  .map((name, index) => {
    const before = 'abcde'[index];
    return `${name}: &${name} [${Array.from({ length: 10 }, () => `*${before}`).join(', ')}]`;
  })
  .join('\n')}`;

const REFUSALS: Refusal[] = [
  ['a misspelt section', 'network_moniter: {}', 1, 1, /network_moniter is not known; did you mean network_monitor\?/],
  [
    'a misspelt key',
    'network_monitor:\n  check_intervall: 10s',
    2,
    3,
    /network_monitor\.check_intervall .*mean check_interval\?/,
  ],
  ['a key like no other', 'retry:\n  frobnicate: 1', 2, 3, /retry\.frobnicate is not known; the keys here are max_att/],
  ['a key in camelCase', 'retry: { maxAttempts: 3 }', 1, 10, /did you mean max_attempts\?/],
  ['a name that every object has', 'toString: 1', 1, 1, /toString is not known/],
  ['__proto__', 'network_monitor:\n  __proto__: { check_interval: 1s }', 2, 3, /__proto__ is not known/],
  ['a preset that does not exist', 'preset: hasty', 1, 9, /one of conservative, balanced, patient; received 'hasty'/],
  [
    'a number without a unit in quotes',
    "network_monitor: { check_interval: '10' }",
    1,
    36,
    /a duration.*received '10'/,
  ],
  ['a figure of no use', 'network_monitor:\n  flap_damping: { reuse: -1 }', 2, 26, /flap_damping\.reuse .*more than 0/],
  ['figures that contradict', 'network_monitor:\n  flap_damping: { reuse: 5000 }', 2, 17, /less than suppress/],
  ['a misspelt figure', 'network_monitor:\n  flap_damping: { halflife: 1s }', 2, 19, /did you mean half_life/],
  ['damping that is no damping', 'network_monitor: { flap_damping: sometimes }', 1, 34, /true, false or a mapping/],
  ['a negative duration', 'network_monitor:\n  check_timeout: -5s', 2, 18, /a duration.*received '-5s'/],
  ['a duration that goes back', 'retry: { max_delay: 1h-5m }', 1, 21, /retry\.max_delay .*'1h-5m'/],
  ['a negative number', 'retry: { initial_delay: -1 }', 1, 25, /received -1/],
  ['an interval of nothing', 'network_monitor: { check_interval: 0s }', 1, 36, /longer than 0/],
  ['a duration that no timer holds', 'network_monitor: { check_interval: 1000h }', 1, 36, /at most 2147483647 ms/],
  ['a list for a duration', 'network_monitor: { check_interval: [10s] }', 1, 36, /a duration.*an array of 1/],
  ['a key without a value', 'network_monitor:\n  check_interval:\n', 2, 3, /a duration.*received null/],
  [
    'a host with a port out of range',
    'network_monitor:\n  check_hosts:\n    - 8.8.8.8\n    - 1.1.1.1:70000',
    4,
    7,
    /check_hosts\[1\] .*port/,
  ],
  ['a host that is no host', 'network_monitor: { check_hosts: ["a b"] }', 1, 34, /check_hosts\[0\] must be a host/],
  ['a number for a host', 'network_monitor: { check_hosts: [8.8] }', 1, 34, /must be a host.*received 8\.8/],
  [
    'a portal by https',
    'network_monitor: { captive_portal_url: "https://portal.example/" }',
    1,
    40,
    /captive_portal_url must be a plain http: URL.*received 'https/,
  ],
  ['a number for a URL', 'network_monitor: { captive_portal_url: 204 }', 1, 40, /a plain http: URL; received 204/],
  ['one host without a list', 'network_monitor: { check_hosts: 8.8.8.8 }', 1, 33, /a list of hosts/],
  ['a host of unknown keys', 'network_monitor: { check_hosts: [{ host: a, prot: 1 }] }', 1, 34, /must be a host/],
  [
    'a kind without a name',
    'network_monitor: { ignore_interfaces: [eth0, "kind:"] }',
    1,
    46,
    /ignore_interfaces\[1\] .*a kind/,
  ],
  ['yes for true', 'network_monitor: { notify_on_change: yes }', 1, 38, /true or false; received 'yes'/],
  [
    'both names of one list',
    'network_monitor:\n  preferred_ifaces: [a]\n  preferred_interfaces: [b]',
    3,
    25,
    /another name of preferred_ifaces/,
  ],
  ['an interface without a name', 'network_monitor: { ignore_interfaces: [""] }', 1, 40, /the name of an interface/],
  ['no attempts', 'retry: { max_attempts: 0 }', 1, 24, /whole number of 1 or more.*received 0/],
  ['half an attempt', 'retry: { max_attempts: 2.5 }', 1, 24, /whole number/],
  ['a multiplier that shrinks', 'retry: { multiplier: 0.5 }', 1, 22, /a number of 1 or more/],
  ['a multiplier without end', 'retry: { multiplier: .inf }', 1, 22, /a number of 1 or more/],
  ['a jitter that does not exist', 'retry: { jitter: some }', 1, 18, /'decorrelated'/],
  ['a section that is a list', 'network_monitor: []', 1, 18, /network_monitor must be a mapping/],
  ['a webhook without a URL', 'webhooks:\n  - on: [up]', 2, 5, /webhooks\[0\]\.url is missing/],
  ['a webhook to a file', 'webhooks: [{ url: "file:///etc/passwd" }]', 1, 19, /http or https/],
  [
    'a webhook for a state that is none',
    'webhooks: [{ url: "http://a/", on: [upp] }]',
    1,
    37,
    /webhooks\[0\]\.on\[0\]/,
  ],
  ['a webhook for no state', 'webhooks: [{ url: "http://a/", on: [] }]', 1, 36, /a list of states/],
  ['one key twice', 'retry:\n  jitter: true\n  jitter: false', 3, 3, /unique/],
  ['several documents', 'preset: patient\n---\npreset: balanced\n', 2, 1, /more than one document/],
  ['a list for the whole', '- preset: patient', 1, 1, /the configuration must be a mapping/],
  ['text for the whole', 'patient', 1, 1, /the configuration must be a mapping/],
  ['an alias of nothing', 'preset: *which', 1, 9, /no anchor &which/],
  ['a value behind an alias', 'network_monitor: { check_interval: &t 5, check_hosts: *t }', 1, 55, /a list of hosts/],
  ['aliases that unfold without end', BOMB, 1, 1, /alias/],
  ['a list that holds itself', 'network_monitor: { check_hosts: &a [*a] }', 1, 37, /must be a host/],
  ['a tag', 'preset: !!binary cGF0aWVudA==', 1, 18, /one of conservative/],
  ['a tag that is not known', 'preset: !mine patient', 1, 9, /tag/i],
  ['a key that is no text', 'retry:\n  1: 2', 2, 3, /a key must be text/],
  ['a list that is not closed', 'preset: patient\nwebhooks: [', 2, 12, /./],
  ['a tab for indentation', 'retry:\n\tjitter: true', 2, 1, /[Tt]ab/],
];

describe('a configuration file is refused', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'netwake-config-'));
  });

  after(() => rm(folder, { recursive: true }));

  async function refusalOf(source: string | object): Promise<ConfigError> {
    const error = await loadConfig(source).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).to.include({ code: 'ERR_NETWAKE_CONFIG', name: 'ConfigError' });
    return error as ConfigError;
  }

  for (const [what, text, line, column, words] of REFUSALS) {
    it(`for ${what}, at its place`, async () => {
      const file = join(folder, 'netwake.yaml');
      await writeFile(file, text);
      const error = await refusalOf(file);
      expect(error.message).to.match(words).and.not.include('\n');
      expect(error).to.include({ file, line, column });
      expect(error.message.startsWith(`${file}:${line}:${column}: `), error.message).to.equal(true);
    });
  }

  it('for its first fault, in the order of its lines', async () => {
    const file = join(folder, 'netwake.yaml');
    await writeFile(file, 'webhooks: 1\nretry: { jitter: 3 }\nnetwork_monitor: 2');
    expect(await refusalOf(file)).to.include({ line: 1 });
  });

  it('without telling a secret', async () => {
    const file = join(folder, 'netwake.yaml');
    await writeFile(file, 'webhooks: [{ url: "htps://token@a/", secret: 987654 }]');
    expect((await refusalOf(file)).message).to.not.match(/token|987654/);
    await writeFile(file, 'webhooks: [{ url: "https://a/", secret: 987654 }]');
    expect((await refusalOf(file)).message)
      .to.match(/webhooks\[0\]\.secret/)
      .and.not.include('987654');
  });

  it('when it is not there, with the cause', async () => {
    const file = join(folder, 'nowhere.yaml');
    const error = await refusalOf(file);
    expect(error).to.include({ file, line: null, column: null, message: `${file}: cannot be read: ENOENT` });
    expect(error.cause).to.include({ code: 'ENOENT' });
  });

  it('when it is a folder, with the cause', async () => {
    expect((await refusalOf(folder)).cause).to.include({ code: 'EISDIR' });
  });
});

describe('an object is refused', () => {
  const cases: Array<[input: object, message: RegExp]> = [
    [{ network_monitor: { check_hosts: ['1.1.1.1', 'a b'] } }, /^network_monitor\.check_hosts\[1\] must be a host/],
    [{ network_monitor: { checkInterval: '5s' } }, /^network_monitor\.checkInterval is not known.*check_interval\?$/],
    [{ webhooks: [{}] }, /^webhooks\[0\]\.url is missing$/],
    [[], /^the configuration must be a mapping; received an array of 0$/],
    [new Map([['preset', 'patient']]), /^the configuration must be a mapping; received an instance of Map$/],
  ];
  for (const [input, message] of cases) {
    it(`with the path of the fault: ${message.source}`, async () => {
      const error: unknown = await loadConfig(input).then(
        () => null,
        (reason: unknown) => reason,
      );
      expect(error).to.include({ code: 'ERR_NETWAKE_CONFIG', file: null, line: null, column: null });
      expect((error as ConfigError).message).to.match(message);
    });
  }
});
