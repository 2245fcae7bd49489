import { expect } from 'chai';
import { statusText } from '../../lib/cli/status-text.ts';
import { formatTable } from '../../lib/cli/table.ts';
import { printable } from '../../lib/cli/view/printable.ts';
import { ETH0, HOST } from '../support/snapshots.ts';

describe('a table', () => {
  it('has aligned columns, to the right where that is wanted', async () => {
    const table = await formatTable(
      [
        ['A', 'NUMBER'],
        ['longer', '1'],
      ],
      new Set([1]),
    );
    expect(table).to.equal('A       NUMBER\nlonger       1');
  });

  it('is aligned by what characters take in a terminal, not by how many there are', async () => {
    const table = await formatTable([
      ['網路', '1'],
      ['e\u0301', '2'],
      ['abcd', '3'],
    ]);
    expect(table).to.equal('網路  1\ne\u0301     2\nabcd  3');
  });

  it('does nothing to a terminal', async () => {
    const table = await formatTable([
      ['e\x1b[2J', '1'],
      ['eth\n0', '2'],
    ]);
    expect(table).to.equal('e\u{FFFD}[2J  1\neth\u{FFFD}0  2');
  });
});

describe('the text of status', () => {
  it('has no name of an interface that does something to a terminal', async () => {
    const name = 'e\x1b]0;x\x07';
    const text = await statusText({
      ...{ state: 'down', reason: 'no-carrier', reachable: 0, total: 1 },
      hosts: [{ ...HOST, interface: name }],
      interfaces: [{ ...ETH0, name }],
      backend: { events: 'netlink', probes: 'native', fallbackReason: null },
      diagnosis: [{ link: 'carrier', status: 'failed', evidence: `${name} has no carrier` }],
    });
    expect(text.split('e\u{FFFD}]0;x\u{FFFD}')).to.have.lengthOf(4);
    expect(text.split('\n').filter((line) => line !== printable(line))).to.deep.equal([]);
  });
});
