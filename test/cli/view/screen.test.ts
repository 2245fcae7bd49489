import { expect } from 'chai';
import fc from 'fast-check';
import { Screen } from '../../../lib/cli/view/screen.ts';
import { EmulatedTerminal } from '../../support/emulated-terminal.ts';

describe('a screen', () => {
  it('is drawn whole at first, on a clear ground', () => {
    expect(new Screen().update(['one', '', 'three'])).to.equal('\x1b[2J\x1b[1;1Hone\x1b[3;1Hthree');
  });

  it('has the lines written that change, and no others', () => {
    const screen = new Screen();
    screen.update(['one', 'two', 'three']);
    expect(screen.update(['one', '2', 'three'])).to.equal('\x1b[2;1H\x1b[K2');
    expect(screen.update(['one'])).to.equal('\x1b[2;1H\x1b[K\x1b[3;1H\x1b[K');
    expect(screen.update(['one', '', 'drei'])).to.equal('\x1b[3;1H\x1b[Kdrei');
  });

  it('has nothing written when nothing changes', () => {
    const screen = new Screen();
    screen.update(['one', '']);
    expect(screen.update(['one'])).to.equal('');
  });

  it('is drawn whole again when it may look like anything', () => {
    const screen = new Screen();
    screen.update(['one']);
    screen.forget();
    expect(screen.update(['one'])).to.equal('\x1b[2J\x1b[1;1Hone');
  });

  it('shows in a terminal what it was last told to, whatever that was before', async () => {
    const line = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '網', '▁'), maxLength: 10 });
    const lines = fc.array(line, { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(lines, fc.boolean()), { minLength: 1, maxLength: 5 }), async (steps) => {
        const terminal = new EmulatedTerminal(20, 5);
        const screen = new Screen();
        for (const [wanted, lost] of steps) {
          if (lost) screen.forget();
          await terminal.write(screen.update(wanted));
          const seen = wanted.map((text) => text.trimEnd());
          expect(terminal.lines).to.deep.equal(seen.slice(0, seen.findLastIndex((text) => text !== '') + 1));
        }
      }),
    );
  });
});
