import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { expect } from 'chai';
import { completion } from '../../lib/cli/completion.ts';
import { SHELLS } from '../../lib/cli/completion-command.ts';
import { buildProgram } from '../../lib/cli/program.ts';
import { Scratch } from '../support/scratch.ts';
import { SHELL_COMPLETIONS } from './support/shell-completions.ts';
import { runCli } from './support/run-cli.ts';
import { sourceThat, TestContext } from './support/test-context.ts';

const program = buildProgram(new TestContext(sourceThat(() => {})));
const commands = ['help', ...program.commands.map((command) => command.name())].toSorted();

// The line that is typed, what is offered for its last word, and whether there may be more.
const exactly: Array<[line: string, offered: string[]]> = [
  ['netwake ', commands],
  ['netwake st', ['stats', 'status']],
  ['netwake --eve', ['--events']],
  ['netwake config ', ['check', 'show']],
  ['netwake config show --pre', ['--preset']],
  ['netwake help wa', ['wait', 'watch']],
  ['netwake completion ', ['bash', 'fish', 'zsh']],
  ['netwake wait --sta', ['--state']],
  ['netwake wait --state ', ['degraded', 'up']],
  ['netwake wait --state=u', ['up']],
  ['netwake wait --family ', ['4', '6']],
  ['netwake status --preset ', ['balanced', 'conservative', 'patient']],
  ['netwake run --jitter e', ['equal']],
  // Its value may be left out.
  ['netwake run --kill-on-outage --init', ['--initial-delay']],
  ['netwake watch --interval ', []],
  ['netwake watch --host ', []],
  ['netwake status package.j', []],
  ['netwake replay package.j', ['package.json']],
  ['netwake config check package.j', ['package.json']],
  ['netwake status --config package.j', ['package.json']],
  ['netwake run -- cat package.j', ['package.json']],
  ['netwake run --jitter full -- cat package.j', ['package.json']],
  ['netwake run --host db.lan:5432 --jitter e', ['equal']],
  ['netwake run --host db.lan:5432 --host [::1]:53 -- cat package.j', ['package.json']],
  ['netwake run --host=db.lan:5432 -- cat package.j', ['package.json']],
  ['netwake run --host ::1 --jit', ['--jitter']],
  ['netwake run --host db.lan:', []],
  ['netwake run --host db.lan:54', []],
];
// Names that the kernel takes for interfaces: it says no to slashes, colons and spaces alone.
const NAMES = ['eth7', 'e*', '$(echo${IFS}x)', '`echo${IFS}x`', '>x', ';x', "'"];
const among: Array<[line: string, offered: string[]]> = [
  ['netwake status --interface ', Object.keys(networkInterfaces())],
  ['netwake run -- basenam', ['basename']],
  ['netwake run --kill-on-outage=10s --jitter full -- basenam', ['basename']],
  ['netwake run --host db.lan:5432 -- basenam', ['basename']],
];

// Where the tests of this repository are all to run, all are there: .ci/run installs them.
const shells = SHELLS.filter((name) => spawnSync(name, ['-c', 'exit']).status === 0);

for (const shell of shells) {
  describe(`in ${shell}`, () => {
    const ask = async (line: string): Promise<string[]> => {
      const offered = await SHELL_COMPLETIONS[shell]!(completion(shell, program), line);
      // Fish offers the whole word, bash and zsh what stands behind the =.
      return offered.map((word) => word.replace(/^--\w+=/, ''));
    };

    for (const [line, offered] of exactly)
      it(`'${line}' has ${offered.join(', ') || 'nothing'}`, async () =>
        expect(await ask(line)).to.deep.equal(offered));

    for (const [line, offered] of among)
      it(`'${line}' has ${offered.join(', ')}`, async () => expect(await ask(line)).to.include.members(offered));
  });
}

describe('an interface whose name is code', () => {
  // What bash is offered goes into the line as it is; fish quotes it. Zsh asks a function of its own.
  const safe = { bash: ['eth7'], zsh: null, fish: NAMES.toSorted() };
  for (const shell of shells.filter((name) => safe[name] !== null))
    it(`is not run by ${shell}`, async () => {
      using scratch = new Scratch();
      for (const name of NAMES) writeFileSync(scratch.path(name), '');
      const script = completion(shell, program).replaceAll('/sys/class/net', scratch.folder);
      const offered = await SHELL_COMPLETIONS[shell]!(script, 'netwake status --interface ');
      expect(offered).to.deep.equal(safe[shell]);
    });
});

describe('netwake completion', () => {
  for (const shell of SHELLS)
    it(`prints the script of ${shell}, of the commands and flags that there are`, async () => {
      const { code, stdout, stderr } = await runCli('completion', shell);
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
      expect(stdout).to.equal(`${completion(shell, program)}\n`);
    });

  it('refuses other shells, and names those that there are', async () => {
    const { code, stdout, stderr } = await runCli('completion', 'tcsh');
    expect(stderr).to.match(/^netwake: [^\n]*'tcsh'[^\n]*bash, zsh, fish[^\n]*\n$/);
    expect({ code, stdout }).to.deep.equal({ code: 64, stdout: '' });
  });
});
