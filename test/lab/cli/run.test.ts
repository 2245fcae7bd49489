import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import { Scratch } from '../../support/scratch.ts';
import { concerns } from '../support/backend.ts';
import { runCli } from '../support/cli.ts';
import { Lab } from '../support/lab.ts';
import { RunningCommand, type RunEnd } from './running-command.ts';

const WHY = 'no flag of the command line chooses the prober';
const SOON = ['--initial-delay', '10ms'];

concerns(['netlink', 'polling'], WHY).describe('netwake run on a network that is up', () => {
  let lab: Lab;

  before(async () => {
    lab = await Lab.connected();
  });

  after(async () => {
    await lab[Symbol.asyncDispose]();
  });

  async function run(flags: string[], ...command: string[]): Promise<RunEnd> {
    using running = new RunningCommand([...SOON, ...flags], command);
    return await running.end();
  }

  const invocations = ({ notes }: RunEnd): number => notes.filter(({ type }) => type === 'attempt').length;

  it('exits 0 with a command that succeeds, and says nothing of one that does so at once', async () => {
    const { code, stdout, stderr } = await runCli('run', '--', 'printf', '%s', '--help');
    expect({ code, stdout, stderr }).to.deep.equal({ code: 0, stdout: '--help', stderr: '' });
  });

  it('tries a command that fails again, and exits with its last code', async () => {
    const end = await run(['--max-attempts', '3'], 'sh', '-c', 'exit 7');
    expect(end.code).to.equal(7);
    expect(end.notes.map(({ type, attempt }) => `${type} ${String(attempt)}`)).to.deep.equal([
      ...['attempt 1', 'retry 1', 'attempt 2', 'retry 2', 'attempt 3', 'giveup 3'],
    ]);
    expect(end.notes[1]).to.include({ command: 'sh', exitCode: 7, signal: null, error: 'sh exited with 7' });
  });

  it('says so in sentences on standard error, without --json', async () => {
    const { code, stdout, stderr } = await runCli('run', ...SOON, '--max-attempts', '2', '--', 'sh', '-c', 'exit 7');
    expect(stderr.replace(/\d\.\d s/, 'N s').split('\n')).to.deep.equal([
      'netwake: sh exited with 7 (attempt 1 of 2), the next follows in N s',
      'netwake: sh: attempt 2 of 2',
      'netwake: sh failed after 2 attempts: sh exited with 7',
      '',
    ]);
    expect({ code, stdout }).to.deep.equal({ code: 7, stdout: '' });
  });

  it('says nothing when it is to be quiet', async () => {
    const { code, stderr } = await runCli('run', ...SOON, '--quiet', '--max-attempts', '2', '--', 'sh', '-c', 'exit 7');
    expect({ code, stderr }).to.deep.equal({ code: 7, stderr: '' });
  });

  it('exits with 128 and the number of the signal that killed the command', async () => {
    const end = await run(['--max-attempts', '1'], 'sh', '-c', 'kill -KILL $$');
    expect(end.notes.at(-1)).to.include({ type: 'giveup', exitCode: 137, signal: 'SIGKILL' });
    expect(end.code).to.equal(137);
  });

  for (const [what, command, code] of [
    ['that is not found', ['nonesuch-command'], 127],
    ['without a name', [''], 127],
    ["that can't be executed", ['/etc/passwd'], 126],
    ['of a shell that does not find what it is to run', ['sh', '-c', 'nonesuch-command'], 127],
  ] as Array<[string, string[], number]>) {
    it(`exits ${code} at once for a command ${what}`, async () => {
      const end = await run([], ...command);
      expect({ code: end.code, invocations: invocations(end) }).to.deep.equal({ code, invocations: 1 });
    });
  }

  it('does not try again after an exit code that says so', async () => {
    const flags = ['--no-retry-exit', '2,64', '--no-retry-exit', '9'];
    for (const code of [2, 64, 9]) {
      const end = await run(flags, 'sh', '-c', `exit ${code}`);
      expect({ code: end.code, invocations: invocations(end) }).to.deep.equal({ code, invocations: 1 });
    }
    const other = await run([...flags, '--max-attempts', '2'], 'sh', '-c', 'exit 3');
    expect({ code: other.code, invocations: invocations(other) }).to.deep.equal({ code: 3, invocations: 2 });
  });

  it('hands the command its standard input, all of it', async () => {
    using running = new RunningCommand([], ['cat']);
    const input = 'line\n'.repeat(100_000);
    running.child.stdin.end(input);
    const { code, stdout } = await running.end();
    expect(stdout === input).to.equal(true);
    expect(code).to.equal(0);
  });

  it('takes the retry section of the configuration, and a flag over it', async () => {
    using scratch = new Scratch();
    const config = scratch.path('netwake.yaml');
    writeFileSync(config, 'retry: { max_attempts: 3, initial_delay: 10ms }\n');
    expect(invocations(await run(['--config', config], 'false'))).to.equal(3);
    expect(invocations(await run(['--config', config, '--max-attempts', '2'], 'false'))).to.equal(2);
  });

  it('exits 78 for a configuration that is refused, and 64 for bad usage, without running anything', async () => {
    const config = await runCli('run', '--config', '/nonexistent.yaml', '--', 'echo', 'ran');
    expect({ code: config.code, stdout: config.stdout }).to.deep.equal({ code: 78, stdout: '' });
    const usage = await runCli('run', '--max-attempts', 'many', '--', 'echo', 'ran');
    expect({ code: usage.code, stdout: usage.stdout }).to.deep.equal({ code: 64, stdout: '' });
  });
});
