import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { exitCode } from '../../lib/cli/exit-code.ts';
import { takesCommonOptions } from '../../lib/cli/options.ts';
import { buildProgram } from '../../lib/cli/program.ts';
import { MAN_FILE, manPageText } from '../../scripts/man-page.ts';
import { EXIT_STATUS } from '../../scripts/man-text.ts';
import { foreign } from '../support/foreign-program.ts';
import { sourceThat, TestContext } from './support/test-context.ts';

// What reads manual pages, and says what is wrong with one. .ci/run installs both.
const readers: Array<[command: string, ...args: string[]]> = [
  ['mandoc', '-T', 'lint'],
  ['groff', '-man', '-ww', '-z'],
];

describe('the manual page', () => {
  it('is that of the commands that there are; if not: npm run build:man', () => {
    const program = buildProgram(new TestContext(sourceThat(() => {})));
    expect(readFileSync(MAN_FILE, 'utf8')).to.equal(manPageText(program));
  });

  it('tells of every exit code', () => {
    const told = EXIT_STATUS.flatMap(([codes]) => codes.split(', ').map(Number));
    expect(told).to.have.members(Object.values(exitCode));
  });

  it('says of those commands that they take the common options which do', () => {
    const program = buildProgram(new TestContext(sourceThat(() => {})));
    const [, ...sections] = readFileSync(MAN_FILE, 'utf8').split(/^\.SS /m);
    const told = sections.filter((text) => text.includes('Takes the common options too'));
    const names = told.map((text) => /\w+$/m.exec(text.replaceAll('"', ''))![0]);
    const taking = program.commands
      .flatMap((each) => [each, ...each.commands])
      .filter(takesCommonOptions)
      .map((command) => command.name());
    expect(names).to.have.members(taking);
  });

  for (const [command, ...args] of readers.filter(
    ([name]) => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0,
  ))
    it(`has no fault that ${command} would know of`, () => {
      const [program, ...words] = foreign(command, ...args, MAN_FILE) as [string, ...string[]];
      const { stdout, stderr } = spawnSync(program, words, { encoding: 'utf8' });
      // It has no date: it would be another one at every build.
      const faults = `${stdout}${stderr}`.split('\n').filter((line) => !/^$|missing date/.test(line));
      expect(faults).to.deep.equal([]);
    });
});
