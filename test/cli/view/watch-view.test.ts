import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { watch } from '../../../lib/cli/watch.ts';
import type { NetworkSource } from '../../../lib/sources/contract.ts';
import { address, link } from '../../support/records.ts';
import { cliWords, startCliIn } from '../support/run-cli.ts';
import { TerminalSession } from '../support/terminal-session.ts';
import { sourceThat, TestContext } from '../support/test-context.ts';
import { FakeTerminal } from './support/fake-terminal.ts';

/** A context with a terminal, and a network that has a link from the start on. */
class TerminalContext extends TestContext {
  readonly screen = new FakeTerminal();

  override readonly terminal = (): Promise<FakeTerminal> => Promise.resolve(this.screen);

  /** Whether the view was still open at each warning. */
  readonly openAtWarning: boolean[] = [];

  override readonly warn = (text: string): void => {
    this.openAtWarning.push(this.screen.isOpen);
    this.warned.push(text);
  };

  get shown(): string {
    return this.screen.written.join('');
  }
}

type Then = (context: TerminalContext, fail: (error: Error) => void) => void;

/** Watches such a network, and does something once that is known. */
function watching(then: Then, fallbackReason: string | null = null): TerminalContext {
  const context: TerminalContext = new TerminalContext(
    sourceThat((onBatch, onFailure) => {
      onBatch({ links: [link(2, 'eth0')], addresses: [address(2, '10.0.0.2/24')], ready: true });
      setImmediate(() => then(context, onFailure));
    }),
    undefined,
    fallbackReason,
  );
  return context;
}

const LAST_LINE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ  (\S.*)$/;

describe('watch on a terminal', () => {
  it('shows a view, and leaves the last state as a line behind it', async () => {
    const context = watching(() => context.interrupt('SIGINT'));
    expect(await watch({ linkOnly: true }, context)).to.equal(0);
    expect(context.shown).to.include('10.0.0.2/24');
    expect(context.screen.isOpen).to.equal(false);
    expect(context.printed).to.have.lengthOf(1);
    expect(LAST_LINE.exec(context.printed[0]!)![1]).to.equal('up        link-usable');
  });

  for (const flags of [{ json: true }, { events: true }, { plain: true }]) {
    it(`prints lines with --${Object.keys(flags)[0]}`, async () => {
      const context = watching(() => context.interrupt('SIGTERM'));
      expect(await watch({ linkOnly: true, ...flags }, context)).to.equal(0);
      expect(context.shown).to.equal('');
      expect(context.printed[0]).to.include('link-usable');
    });
  }

  it('shows what is said meanwhile in the view, where it would else be written across it', async () => {
    const context = watching(() => context.hangUp());
    context.screen.onWrite = (written) => {
      if (written.includes('there is no file to read again: --config names none')) context.interrupt('SIGINT');
    };
    await watch({ linkOnly: true }, context);
    expect(context.warned).to.deep.equal([]);
  });

  it('shows there that a recording could not be made', async () => {
    process.env['NETWAKE_RECORD'] = 'nowhere/a.ndjson';
    const context = watching(() => {});
    context.screen.onWrite = (written) => {
      if (written.includes('nowhere/a.ndjson: the recording could not be started')) context.interrupt('SIGINT');
    };
    try {
      await watch({ linkOnly: true }, context);
    } finally {
      delete process.env['NETWAKE_RECORD'];
    }
    expect(context.warned).to.deep.equal([]);
  });

  it('leaves that to standard error, where that is no terminal', async () => {
    const context = watching(() => {
      context.hangUp();
      context.interrupt('SIGINT');
    });
    context.screen.showsErrors = false;
    await watch({ linkOnly: true }, context);
    expect(context.shown).not.to.include('there is no file to read again');
    expect(context.warned).to.deep.equal(['there is no file to read again: --config names none']);
  });

  it('shows why it polls in the view alone', async () => {
    const context = watching(() => context.interrupt('SIGINT'), 'this is no Linux');
    await watch({ linkOnly: true }, context);
    expect(context.shown).to.include('this is no Linux');
    expect(context.warned).to.deep.equal([]);
  });

  it('gives the terminal back when the monitor can not start, and then says why', async () => {
    const context = new TerminalContext(
      sourceThat(() => {
        throw new Error('no sockets left');
      }),
    );
    expect(await watch({ linkOnly: true }, context)).to.equal(5);
    expect(context.screen.isOpen).to.equal(false);
    expect(LAST_LINE.exec(context.printed.join('|'))![1]).to.equal('unknown   monitor-failed');
    expect(context.warned).to.deep.equal(['no sockets left']);
    expect(context.openAtWarning).to.deep.equal([false]);
  });

  it('gives the terminal back when the monitor fails later', async () => {
    const context = watching((_, fail) => fail(new Error('the socket is gone')));
    expect(await watch({ linkOnly: true }, context)).to.equal(5);
    expect(context.screen.isOpen).to.equal(false);
    expect(LAST_LINE.exec(context.printed.join('|'))![1]).to.equal('unknown   monitor-failed');
  });

  it('gives the terminal back before it waits for anything else', async () => {
    let openAtClose: boolean | null = null;
    const source: NetworkSource = {
      ...sourceThat((onBatch) => {
        onBatch({ ready: true });
        setImmediate(() => context.interrupt('SIGINT'));
      }),
      close: () => void (openAtClose = context.screen.isOpen),
    };
    const context: TerminalContext = new TerminalContext(source);
    await watch({ linkOnly: true }, context);
    expect(openAtClose).to.equal(false);
  });
});

describe('what draws the view', () => {
  const environment = {
    NODE_OPTIONS: `--import ${new URL('../support/note-imports.mjs', import.meta.url).href}`,
    // Of the process that runs the tests.
    NETWAKE_COUNTS: '',
  };

  it('is loaded on a terminal', async () => {
    using session = new TerminalSession(`exec ${cliWords('watch', '--link-only')} 2>&3`, { environment });
    await session.shows((shown) => shown.includes('INTERFACE'));
    session.press('q');
    expect(await session.aside).to.match(/^loads string-width$/m);
  });

  it('is not loaded where lines are printed', async () => {
    const child = startCliIn(environment, 'watch', '--link-only');
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    const loaded = (await text(child.stderr)).match(/(?<=^loads )\S+$/gm);
    expect(new Set(loaded)).to.deep.equal(new Set(['commander']));
  });
});
