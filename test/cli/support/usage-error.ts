import { expect } from 'chai';
import { runCli } from './run-cli.ts';

/** Bad usage exits 64, prints nothing, and says in one line what it is. */
export async function expectUsageError(args: readonly string[], names: RegExp): Promise<void> {
  const { code, stdout, stderr } = await runCli(...args);
  expect(stderr)
    .to.match(/^netwake: [^\n]+\n$/)
    .and.match(names);
  expect({ code, stdout }).to.deep.equal({ code: 64, stdout: '' });
}
