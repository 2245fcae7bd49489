import { expect } from 'chai';
import { buildProgram } from '../../lib/cli/program.ts';
import { commandPages } from '../../scripts/command-page.ts';
import { sourceThat, TestContext } from './support/test-context.ts';

const pages = commandPages(buildProgram(new TestContext(sourceThat(() => {}))));
const examplesOf = (help: string): string[] =>
  (/\nExamples:\n([^]*)$/.exec(help)?.[1] ?? '').split('\n').filter(Boolean);

describe('the help of', () => {
  for (const { name, options, more } of pages) {
    describe(name, () => {
      it('has examples, which name it, and words for every flag', () => {
        const examples = examplesOf(more);
        expect(examples.length).to.be.at.least(1);
        expect(examples.filter((line) => line.includes(name))).to.have.length.of.at.least(1);
        expect(options.filter(({ description }) => description === '')).to.deep.equal([]);
      });

      it('is no wider than a terminal, and tells its exit codes', () => {
        expect(more.split('\n').filter((line) => line.length > 80 && !line.startsWith('  '))).to.deep.equal([]);
        // What only names other commands, or prints a script, has none of its own.
        if (!['netwake', 'netwake config', 'netwake completion'].includes(name)) expect(more).to.match(/\bExits /);
      });
    });
  }
});
