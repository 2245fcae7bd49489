import { expect } from 'chai';
import { printable } from '../../../lib/cli/view/printable.ts';
import { watchLine } from '../../../lib/cli/watch-line.ts';
import { failureRecord } from '../../../lib/cli/watch-record.ts';

describe('text from elsewhere', () => {
  for (const [what, text, shown] of [
    ['an escape', '\x1b[2J', '\u{FFFD}[2J'],
    ['a control character of eight bits', 'a\x9b2J', 'a\u{FFFD}2J'],
    ['a line break', 'a\nb', 'a\u{FFFD}b'],
    ['what turns the direction', '\u202eabc', '\u{FFFD}abc'],
    ['what is not seen', 'eth\u200b0', 'eth\u{FFFD}0'],
    ['half a character', 'eth\ud8000', 'eth\u{FFFD}0'],
  ]) {
    it(`is shown without ${what}`, () => expect(printable(text!)).to.equal(shown));
  }

  it('is shown as it is where it can do nothing', () => expect(printable('網路 ü é.0-_')).to.equal('網路 ü é.0-_'));

  it('has none of that in the lines of watch either', () => {
    const line = watchLine({ ...failureRecord(new Date(0)), interface: 'e\x1bc' });
    expect(line).to.equal(`1970-01-01T00:00:00Z  unknown   monitor-failed        e\u{FFFD}c`);
  });
});
