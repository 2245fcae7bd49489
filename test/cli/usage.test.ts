import { expect } from 'chai';
import { runCli } from './support/run-cli.ts';
import { expectUsageError } from './support/usage-error.ts';

describe('bad usage', () => {
  const cases: Array<[args: string[], names: RegExp]> = [
    [['--hots', '127.0.0.1:9', '--link-only'], /unknown option '--hots' \(Did you mean --host\?\)/],
    [['watch', '--interval', '10', '--link-only'], /--interval .*'10'.*a duration with its unit, such as/],
    [['watch', '--interval', '0s', '--link-only'], /--interval .*longer than 0/],
    [['status', '--timeout', '-5s', '--link-only'], /--timeout .*'-5s'/],
    [['status', '--host', '127.0.0.1:70000'], /--host .*a port from 1 to 65535/],
    [['status', '--host', '127.0.0.1:1', '--host', 'a b'], /--host .*'a b'/],
    [['watch', '--link-only', '--host'], /--host .*missing/],
    [['watch', '--interface', '--link-only'], /--interface .*not a flag/],
    [['watch', '--config', '--link-only'], /--config .*not a flag/],
    [['stats', '--interface', 'eth 0'], /--interface .*'eth 0'/],
    [['watch', '--preset', 'hasty', '--link-only'], /--preset .*conservative, balanced, patient/],
    [['watch', '--host', '127.0.0.1:9', '--link-only'], /--link-only.*--host/],
    [['status', '--link-only', '--events'], /--events/],
    [['--json=yes', '--link-only'], /--json/],
    [['status', '--link-only', 'now'], /status/],
    [
      ['wayt', '--link-only'],
      /no command 'wayt', only watch, status, stats, wait, run, doctor, replay.*\(Did you mean wait\?\)/,
    ],
    [['wait', '--link-only', '--for', '0s'], /--for .*longer than 0/],
    [['wait', '--link-only', '--state', 'down'], /--state .*up, degraded/],
    [['wait', '--link-only', '--family', '5'], /--family .*4, 6/],
    [['wait', '--link-only', '--quiet', '--json'], /--quiet.*--json/],
    [['run', '--link-only'], /missing.*'cmd'/],
    [['run', '--link-only', '--max-attempts', '0', '--', 'true'], /--max-attempts .*1 or more, or inf/],
    [['run', '--link-only', '--multiplier', '0.5', '--', 'true'], /--multiplier .*1 or more/],
    [['run', '--link-only', '--jitter', 'some', '--', 'true'], /--jitter .*true, false, full, equal, decorrelated/],
    [['run', '--link-only', '--no-retry-exit', '2,', '--', 'true'], /--no-retry-exit .*from 1 to 255/],
    [['run', '--link-only', '--no-retry-exit', '256', '--', 'true'], /--no-retry-exit .*from 1 to 255/],
    [['run', '--link-only', '--timeout', '0s', '--', 'true'], /--timeout .*longer than 0/],
    [['run', '--link-only', '--kill-on-outage=soon', '--', 'true'], /--kill-on-outage .*a duration/],
    [
      ['run', '--link-only', '--kill-on-outage', '--no-wait-for-network', '--', 'true'],
      /--kill-on-outage.*--no-wait-for-network/,
    ],
    [['run', '--link-only', '--fail', '--', 'true'], /--fail/],
    [['doctor', '--link-only', '--bundle'], /--bundle .*missing/],
    [['doctor', '--bundle', '--link-only'], /--bundle .*not a flag/],
    [['doctor', '--link-only', '--host', '127.0.0.1:9'], /--link-only.*--host/],
    [['doctor', '--link-only', 'now'], /doctor/],
    [['serve', '--link-only', '--listen', ':9469'], /--listen .*':9469'.*ADDRESS:PORT/],
    [['serve', '--link-only', '--listen', 'status.lan:80'], /--listen .*'status\.lan:80'/],
    [['serve', '--link-only', '--listen', '127.0.0.1:70000'], /--listen .*70000/],
    [['status', '--link-only', '--listen', '127.0.0.1:0'], /--listen/],
    [['--link-only', 'status'], /the command status must stand first/],
    [['help', 'wayt'], /no such command/],
    [['config', 'chekc', 'file.yaml'], /no command 'config chekc', only check, show \(Did you mean check\?\)/],
  ];
  for (const [args, names] of cases) {
    it(`${args.join(' ')} exits 64 with one line`, () => expectUsageError(args, names));
  }
});

describe('help', () => {
  it('lists the commands on standard output and exits 0', async () => {
    const { code, stdout, stderr } = await runCli('--help');
    expect(stdout)
      .to.match(/^Usage: netwake/)
      .and.match(/\n  watch [^]*\n  status [^]*\n  stats [^]*\n  wait [^]*\n  run [^]*\n  doctor [^]*\n  replay /);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
  });

  for (const command of ['watch', 'status', 'stats', 'wait', 'doctor']) {
    it(`lists the common flags of ${command}`, async () => {
      const { code, stdout } = await runCli(command, '--help');
      expect(code).to.equal(0);
      for (const flag of ['config', 'preset', 'host', 'interface', 'interval', 'timeout', 'no-netlink', 'json']) {
        expect(stdout).to.include(`--${flag}`);
      }
      expect(stdout).to.include('--link-only');
    });
  }

  it('prints the version of the package', async () => {
    const { code, stdout } = await runCli('--version');
    expect(stdout).to.match(/^\d+\.\d+\.\d+\n$/);
    expect(code).to.equal(0);
  });
});
