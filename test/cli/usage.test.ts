import { expect } from 'chai';
import { runCli } from './support/run-cli.ts';

describe('bad usage', () => {
  const cases: Array<[args: string[], names: RegExp]> = [
    [['--hots', '127.0.0.1:9', '--link-only'], /unknown option '--hots' \(Did you mean --host\?\)/],
    [['watch', '--interval', '10', '--link-only'], /--interval .*'10'.*a duration/],
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
    [['wait', '--link-only'], /no command 'wait', only watch, status, stats, replay/],
    [['serve', '--link-only', '--listen', '127.0.0.1:0'], /--listen/],
    [['run', '--link-only', '--', 'true'], /no command 'run'/],
    [['--link-only', 'status'], /the command status must stand first/],
    [['help', 'wait'], /no such command/],
  ];
  for (const [args, names] of cases) {
    it(`${args.join(' ')} exits 64 with one line`, async () => {
      const { code, stdout, stderr } = await runCli(...args);
      expect(stderr)
        .to.match(/^netwake: [^\n]+\n$/)
        .and.match(names);
      expect({ code, stdout }).to.deep.equal({ code: 64, stdout: '' });
    });
  }
});

describe('help', () => {
  it('lists the commands on standard output and exits 0', async () => {
    const { code, stdout, stderr } = await runCli('--help');
    expect(stdout)
      .to.match(/^Usage: netwake/)
      .and.match(/watch .*\n.*status .*\n.*stats .*\n.*replay /);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
  });

  for (const command of ['watch', 'status', 'stats']) {
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
