import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { build, type ChildEnd, ROOT, run } from '../support/child.ts';
import { Scratch } from '../support/scratch.ts';

const RUNNERS: ReadonlyArray<readonly [string, (folder: string) => string[], RegExp, RegExp]> = [
  [
    'node:test',
    (folder) => ['--test', '--test-reporter=tap', join(folder, 'uploads.test.mjs')],
    /^# pass 2$/m,
    /^# fail [12]$/m,
  ],
  [
    'mocha',
    (folder) => [join(ROOT, 'node_modules/mocha/bin/mocha.js'), '--no-config', join(folder, 'uploads.spec.mjs')],
    /^ {2}2 passing/m,
    /^ {2}[12] failing/m,
  ],
];

/** The recipe of docs/testing.md in a project of its own, as a reader would copy it. */
function copyRecipe(folder: string, change: (text: string) => string = (text) => text): void {
  const chapter = readFileSync(join(ROOT, 'docs/testing.md'), 'utf8');
  for (const [, name, text] of chapter.matchAll(/^```js\n\/\/ (\S+)\n(.*?)^```$/gms))
    writeFileSync(join(folder, name!), name === 'uploads.mjs' ? change(text!) : text!);
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules/netwake'));
  symlinkSync(join(ROOT, 'node_modules/chai'), join(folder, 'node_modules/chai'));
}

describe('the recipe for testing against an outage', () => {
  before(build);

  for (const [name, args, passed, failed] of RUNNERS) {
    const follow = async (change?: (text: string) => string): Promise<ChildEnd> => {
      using scratch = new Scratch();
      copyRecipe(scratch.folder, change);
      return await run(args(scratch.folder));
    };

    it(`passes with ${name}`, async () => {
      const end = await follow();
      expect(end.code, end.stdout + end.stderr).to.equal(0);
      expect(end.stdout).to.match(passed);
    });

    it(`fails with ${name} when the code does not know the network`, async () => {
      const end = await follow((text) => text.replace('{ monitor, ', '{ '));
      expect(end.code, end.stdout).to.not.equal(0);
      expect(end.stdout).to.match(failed);
    });
  }
});
