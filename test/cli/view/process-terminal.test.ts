import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import type { Surface } from '../../../lib/cli/view/terminal.ts';
import { TerminalSession } from '../support/terminal-session.ts';

const MODULE = fileURLToPath(new URL('../../../lib/cli/view/process-terminal.ts', import.meta.url));

const NODE = `'${process.execPath}' --import tsx --input-type=module --eval "$CODE"`;

/** A process in a terminal that has it for a view, as `terminal`, and does something with it. */
function start(act: string, environment: NodeJS.ProcessEnv = {}, line = `exec ${NODE}`): TerminalSession {
  const code = `
    import { writeSync } from 'node:fs';
    import { terminalForView } from '${MODULE}';
    const terminal = terminalForView(process.env, () => {});
    ${act}`;
  // Behind a letter: Node takes what begins with a line break for no code.
  const environmentOfCode = { CODE: code.trim(), ...environment };
  return new TerminalSession(line, { environment: environmentOfCode, columns: 60, rows: 30 });
}

const OPEN =
  "terminal.open({ onLost: () => terminal.write('<anew>') }); setInterval(() => {}, 1e6); terminal.write('drawn');\n";

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

  it('is given back at SIGQUIT, of which the process ends all the same', async () => {
    const line = `ulimit -c 0; trap : QUIT; ${NODE}; code=$?; stty -a | grep -wo -- '-\\?\\(echo\\|isig\\)'; exit $code`;
    using session = start(OPEN, {}, line);
    await session.shows((text) => text.includes('drawn'));
    session.press('\x1c');
    expect(await session.exit()).to.equal(131);
    expect(session.screen.lines.slice(-2)).to.deep.equal(['isig', 'echo']);
    expect(session.screen.isAlternate).to.equal(false);
    expect(session.screen.wraps).to.equal(true);
  });

  it('is not drawn on from the background after a stop that nobody could foresee, and had anew by fg', async () => {
    const environment = { JOB: `${NODE}; bg; read; fg; true` };
    const tell = "process.on('SIGCONT', () => { terminal.write('<drawn>'); writeSync(1, '<told>'); });";
    using session = start(OPEN + tell, environment, `exec bash --norc -mc "$JOB"`);
    await session.shows((text) => text.includes('drawn'));
    process.kill(session.processes[1]!, 'SIGSTOP');
    await session.shows((text) => text.includes('<told>'));
    expect(session.output).not.to.match(/<drawn>|<anew>/);
    expect(session.screen.isAlternate).to.equal(false);
    session.press('\n');
    await session.shows((text) => text.includes('<anew>'));
    expect(session.screen.isAlternate).to.equal(true);
  });

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
    [{ CI: 'true' }, { colors: false }],
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
