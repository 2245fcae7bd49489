import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { CUT_OFF, FAILURES, FAILURES_OF_CALLS, RETRYABLE_STATUSES } from '../../lib/failure-table.ts';

const DOCUMENT = readFileSync(new URL('../../docs/classification.md', import.meta.url), 'utf8');

/** The rows of the tables of the document that begin with this heading, cell by cell. */
function tableUnder(heading: string): string[][] {
  const lines = DOCUMENT.split('\n');
  const first = lines.indexOf(heading);
  if (first === -1) throw new Error(`docs/classification.md has no ${heading}`);
  const next = lines.findIndex((line, index) => index > first && line.startsWith('## '));
  return lines
    .slice(first, next === -1 ? undefined : next)
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.slice(2, -2).split(' | '));
}

describe('docs/classification.md', () => {
  it('has the codes and names of the table, in its order', () => {
    const rows = FAILURES.map(([word, verdict, says]) => [`\`${word}\``, verdict, says]);
    expect(tableUnder('## Codes and names')).to.deep.equal(rows);
  });

  it('has the codes that a call, or a body, gives another sense', () => {
    const calls = FAILURES_OF_CALLS.map(([code, call, verdict, says]) => [`\`${code}\``, `\`${call}\``, verdict, says]);
    const [code, verdict, says] = CUT_OFF;
    const rows = [...calls, [`\`${code}\``, 'a status below 400', verdict, says]];
    expect(tableUnder('## Codes that depend on more')).to.deep.equal(rows);
  });

  it('has the statuses', () => {
    const rows = RETRYABLE_STATUSES.map(([status, says]) => [`\`${status}\``, 'service', says]);
    expect(tableUnder('## Statuses')).to.deep.equal(rows);
  });
});
