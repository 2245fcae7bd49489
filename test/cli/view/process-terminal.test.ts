import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import type { Surface } from '../../../lib/cli/view/terminal.ts';
import { TerminalSession } from '../support/terminal-session.ts';

const MODULE = fileURLToPath(new URL('../../../lib/cli/view/process-terminal.ts', import.meta.url));

/** A process in a terminal that has it for a view, as `terminal`, and does something with it. */
function start(act: string, environment: NodeJS.ProcessEnv = {}): TerminalSession {
  const code = `
    import { writeSync } from 'node:fs';
    import { terminalForView } from '${MODULE}';
    const terminal = terminalForView(process.env, () => {});
    ${act}`;
  // Behind a letter: Node takes what begins with a line break for no code.
  const environmentOfCode = { CODE: code.trim(), ...environment };
  return new TerminalSession(`exec '${process.execPath}' --import tsx --input-type=module --eval "$CODE"`, {
    environment: environmentOfCode,
    columns: 60,
    rows: 30,
  });
}

describe('a terminal for a view', () => {
  for (const [end, act] of [
    ['an exit', 'process.exit(3);'],
    ['an exception that nobody catches', "setImmediate(() => { throw new Error('a bug'); });"],
  ] as const) {
    it(`is given back at ${end}, and what is said of that can be read`, async () => {
      using session = start(`terminal.open({ onLost() {} }); terminal.write('drawn');\n${act}`);
      expect(await session.exit()).to.be.oneOf([1, 3]);
      expect(session.output).to.include('drawn');
      expect(session.screen.isAlternate).to.equal(false);
      expect(session.screen.wraps).to.equal(true);
      expect(session.screen.lines.join('\n')).not.to.include('drawn');
      if (end !== 'an exit') expect(session.screen.lines.join('\n')).to.include('Error: a bug');
    });
  }

  it('lets the process end once it is closed', async () => {
    using session = start("terminal.open({ onLost() {} }); terminal.close(); terminal.close(); console.log('done');");
    expect(await session.exit()).to.equal(0);
    expect(session.screen.lines).to.deep.equal(['done']);
  });

  const surfaceIn = async (environment: NodeJS.ProcessEnv): Promise<Surface | null> => {
    using session = start('writeSync(3, JSON.stringify(terminal?.surface ?? null));', environment);
    await session.exit();
    return JSON.parse(await session.aside) as Surface | null;
  };

  it('has the size of the window, colours, and more than ASCII', async () => {
    expect(await surfaceIn({})).to.deep.equal({ columns: 60, rows: 30, unicode: true, colors: true });
  });

  for (const [environment, differences] of [
    [{ LANG: '' }, {}],
    [{ LC_ALL: 'C' }, { unicode: false }],
    [{ TERM: 'linux' }, { unicode: false }],
    [{ NO_COLOR: '1' }, { colors: false }],
    [{ NO_COLOR: '' }, {}],
  ] as const) {
    it(`with ${JSON.stringify(environment)} has ${JSON.stringify(differences)}`, async () => {
      expect(await surfaceIn(environment)).to.include(differences);
    });
  }

  for (const TERM of ['dumb', '']) {
    it(`is none with TERM=${TERM}`, async () => {
      expect(await surfaceIn({ TERM })).to.equal(null);
    });
  }
});
