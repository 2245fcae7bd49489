import { writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { Scratch } from '../support/scratch.ts';
import { type Outcome, outcomeOf, runCli, startCliIn } from './support/run-cli.ts';
import { expectUsageError } from './support/usage-error.ts';

interface Shown {
  value: unknown;
  origin: string;
  source: string | null;
}

const FULL = `preset: patient
network_monitor:
  check_interval: 1m
  check_timeout: 4s
  preferred_interfaces: [eth0]
retry: { max_attempts: .inf, initial_delay: 3s }
webhooks: [{ url: "https://hooks.example/T0/abc?x=1", secret: whsec_abc, on: [up] }]
`;

describe('netwake config', () => {
  let scratch: Scratch;
  let good: string;
  let bad: string;

  beforeEach(() => {
    scratch = new Scratch();
    good = scratch.path('good.yaml');
    bad = scratch.path('bad.yaml');
    writeFileSync(good, FULL);
    writeFileSync(bad, 'preset: hasty\nnetwork_monitor:\n  check_intervall: 1s\n  gateway_probe: 1\n');
  });

  afterEach(() => scratch[Symbol.dispose]());

  describe('check', () => {
    it('says that a good file is, and exits 0', async () => {
      expect(await runCli('config', 'check', good)).to.deep.equal({ code: 0, stdout: `${good}: ok\n`, stderr: '' });
    });

    it('says all that is wrong with a bad one, a line for each, and exits 78', async () => {
      const { code, stdout, stderr } = await runCli('config', 'check', bad);
      const lines = stderr.trimEnd().split('\n');
      expect(lines).to.have.lengthOf(3);
      for (const [index, place] of ['1:9', '3:3', '4:18'].entries())
        expect(lines[index]!.startsWith(`netwake: ${bad}:${place}: `), lines[index]).to.equal(true);
      expect(lines[1]).to.match(/did you mean check_interval\?$/);
      expect({ code, stdout }).to.deep.equal({ code: 78, stdout: '' });
    });

    it('takes several, and tells JSON, an object for each', async () => {
      const missing = scratch.path('missing.yaml');
      const { code, stdout, stderr } = await runCli('config', 'check', '--json', good, bad, missing);
      const [first, second, third, ...others] = stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as object);
      expect(first).to.deep.equal({ file: good, ok: true, faults: [] });
      expect(second).to.include({ file: bad, ok: false }).and.to.have.property('faults').that.has.lengthOf(3);
      expect((second as { faults: object[] }).faults[0]).to.deep.equal({
        ...{ line: 1, column: 9 },
        message: "preset must be one of conservative, balanced, patient; received 'hasty'",
      });
      const faults = [{ line: null, column: null, message: 'cannot be read: ENOENT' }];
      expect(third).to.deep.equal({ file: missing, ok: false, faults });
      expect({ code, stderr, others }).to.deep.equal({ code: 78, stderr: '', others: [] });
    });
  });

  describe('show', () => {
    const show = async (environment: Record<string, string>, ...flags: string[]): Promise<Record<string, Shown>> => {
      const { code, stdout, stderr } = await run(environment, 'show', '--json', ...flags);
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
      return JSON.parse(stdout) as Record<string, Shown>;
    };
    const run = (environment: Record<string, string>, ...args: string[]): Promise<Outcome> =>
      outcomeOf(startCliIn(environment, 'config', ...args));

    it('tells of every value where it comes from: flag over environment over file over preset over default', async () => {
      const environment = {
        NETWAKE_NETWORK_MONITOR_CHECK_INTERVAL: '2m',
        NETWAKE_NETWORK_MONITOR_CHECK_TIMEOUT: '3s',
        NETWAKE_RETRY_INITIAL_DELAY: '9s',
      };
      const shown = await show(environment, '--config', good, '--interval', '7s', '--no-netlink');
      expect(shown).to.deep.include({
        preset: { value: 'patient', origin: 'file', source: `${good}:1:9` },
        'network_monitor.check_interval': { value: '7s', origin: 'flag', source: '--interval' },
        'network_monitor.check_timeout': {
          ...{ value: '3s', origin: 'environment', source: 'NETWAKE_NETWORK_MONITOR_CHECK_TIMEOUT' },
        },
        'network_monitor.check_hosts': {
          ...{ value: ['8.8.8.8', '1.1.1.1', '8.8.4.4', '1.0.0.1'], origin: 'preset', source: 'patient' },
        },
        'network_monitor.notify_on_change': { value: true, origin: 'default', source: null },
        'network_monitor.enable_netlink': { value: false, origin: 'flag', source: '--no-netlink' },
        'network_monitor.preferred_ifaces': { value: ['eth0'], origin: 'file', source: `${good}:5:25` },
        'network_monitor.audit_interval': { value: null, origin: 'default', source: null },
        'retry.max_attempts': { value: '.inf', origin: 'file', source: `${good}:6:24` },
        'retry.initial_delay': { value: '9s', origin: 'environment', source: 'NETWAKE_RETRY_INITIAL_DELAY' },
        'retry.max_delay': { value: '30s', origin: 'default', source: null },
      });
    });

    it('takes the preset of the flag over that of the environment, and that over the file', async () => {
      const environment = { NETWAKE_PRESET: 'balanced' };
      const byEnvironment = await show(environment, '--config', good);
      expect(byEnvironment['preset']).to.deep.equal({
        value: 'balanced',
        origin: 'environment',
        source: 'NETWAKE_PRESET',
      });
      expect(byEnvironment['retry.wait_for_network']).to.deep.equal({
        value: true,
        origin: 'preset',
        source: 'balanced',
      });
      const byFlag = await show(environment, '--config', good, '--preset', 'conservative');
      expect(byFlag['preset']).to.deep.equal({ value: 'conservative', origin: 'flag', source: '--preset' });
      expect(byFlag['network_monitor.check_hosts']).to.deep.include({ origin: 'preset', source: 'conservative' });
    });

    it('knows by which flag the hosts are none', async () => {
      expect((await show({}, '--link-only'))['network_monitor.check_hosts']).to.deep.equal({
        ...{ value: [], origin: 'flag', source: '--link-only' },
      });
      expect((await show({}, '--host', '127.0.0.1:9'))['network_monitor.check_hosts']!.source).to.equal('--host');
    });

    it('prints a table, without the secrets of webhooks', async () => {
      const { code, stdout, stderr } = await run({}, 'show', '--config', good);
      const [title, ...rows] = stdout.trimEnd().split('\n');
      expect(title).to.match(/^KEY +VALUE +FROM$/);
      expect(rows).to.have.lengthOf(19);
      expect(stdout)
        .to.match(/^network_monitor\.check_interval +1m +file \S+good\.yaml:3:19$/m)
        .and.match(/^network_monitor\.audit_interval +- +default$/m)
        .and.match(/^webhooks +\[\{"url":"https:\/\/hooks\.example\/\*\*\*","secret":"\*\*\*","on":\["up"\]\}\] +file/m)
        .and.not.match(/whsec|T0|x=1/);
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
    });

    it('refuses a bad file and a bad variable: exit 78', async () => {
      const byFile = await run({}, 'show', '--config', bad);
      expect(byFile.stderr).to.match(/^netwake: [^\n]*bad\.yaml:1:9: [^\n]*\n$/);
      const byVariable = await run({ NETWAKE_RETRY_MULTIPLIER: '0' }, 'show');
      expect(byVariable.stderr).to.equal(
        'netwake: NETWAKE_RETRY_MULTIPLIER must be a number of 1 or more; received 0\n',
      );
      expect([byFile.code, byFile.stdout, byVariable.code, byVariable.stdout]).to.deep.equal([78, '', 78, '']);
    });
  });

  it('sets the monitor of other commands by the environment, beneath their flags', async () => {
    const environment = {
      NETWAKE_NETWORK_MONITOR_PREFERRED_IFACES: 'nonesuch0',
      NETWAKE_NETWORK_MONITOR_CHECK_HOSTS: '[]',
    };
    const byEnvironment = await outcomeOf(startCliIn(environment, 'status', '--link-only'));
    expect(byEnvironment.stdout).to.match(/^down: no-interface\n/);
    const byFlag = await outcomeOf(startCliIn(environment, 'status', '--host', '127.0.0.1:9', '--interface', 'lo'));
    expect(byFlag.stdout).to.match(/^up: /);
    const refused = await outcomeOf(startCliIn({ NETWAKE_RETRY_JITTER: 'some' }, 'status', '--link-only'));
    expect([refused.code, refused.stdout]).to.deep.equal([78, '']);
  });

  const usages: Array<[args: string[], names: RegExp]> = [
    [['config'], /config needs a command: check or show/],
    [['config', 'chek'], /no command 'config chek', only check, show \(Did you mean check\?\)/],
    [['config', 'check'], /missing .*file/],
    [['config', 'check', '--jsn', 'a'], /--jsn.*--json/],
    [['config', 'show', '--interval', '10'], /--interval .*'10'/],
    [['config', 'show', 'now'], /too many arguments/],
  ];
  for (const [args, names] of usages) {
    it(`${args.join(' ')} exits 64 with one line`, () => expectUsageError(args, names));
  }
});

describe('what reads configurations', () => {
  const noting = {
    NODE_OPTIONS: `--import ${new URL('support/note-imports.mjs', import.meta.url).href}`,
    // Of the process that runs the tests.
    NETWAKE_COUNTS: '',
  };

  it('is not loaded for help, and not by who gives neither a file nor a variable', async () => {
    for (const args of [
      ['status', '--help'],
      ['config', '--help'],
      ['config', 'show', '--help'],
      ['status', '--link-only'],
      ['status', '--link-only', '--preset', 'patient'],
    ]) {
      const { stderr } = await outcomeOf(startCliIn({ ...noting, NETWAKE_RECORD_ANONYMIZE: '1' }, ...args));
      expect(new Set(stderr.match(/(?<=^loads )\S+$/gm)), args.join(' ')).to.deep.equal(new Set(['commander']));
    }
  });

  it('would be noticed if it were', async () => {
    const { stderr } = await outcomeOf(startCliIn(noting, 'config', 'show'));
    expect(stderr).to.match(/^loads valibot$/m);
    const withVariable = await outcomeOf(startCliIn({ ...noting, NETWAKE_PRESET: 'patient' }, 'status', '--link-only'));
    expect(withVariable.stderr).to.match(/^loads yaml$/m);
  });
});
