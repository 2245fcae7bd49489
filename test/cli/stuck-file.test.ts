import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { buildProgram } from '../../lib/cli/program.ts';
import { run } from '../../lib/cli/run.ts';
import { signalCode } from '../../lib/cli/signalled.ts';
import { Scratch } from '../support/scratch.ts';
import { SilentFifo } from './support/fifo.ts';
import { type Cli, startCli, startCliIn } from './support/run-cli.ts';
import { ServiceSocket } from './support/service-socket.ts';
import { sourceThat, TestContext } from './support/test-context.ts';

interface End {
  /** As a shell has it, for a signal too: it depends on how far the reading is whether that has to end the process. */
  code: number;
  stderr: string;
}

async function endOf(child: Cli): Promise<End> {
  const [stderr, [code, signal]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  return { code: (code as number | null) ?? signalCode(signal as NodeJS.Signals), stderr };
}

describe('a command that waits for a file', () => {
  let scratch: Scratch;
  let child: Cli | undefined;

  beforeEach(() => {
    scratch = new Scratch();
  });

  afterEach(() => {
    // One that is stuck would outlive the tests.
    child?.kill('SIGKILL');
    child = undefined;
    scratch[Symbol.dispose]();
  });

  const commands: Array<(file: string) => string[]> = [
    (file) => ['config', 'check', file],
    (file) => ['config', 'show', '--config', file],
    (file) => ['replay', file],
    (file) => ['status', '--link-only', '--config', file],
    (file) => ['stats', '--config', file],
    (file) => ['wait', '--link-only', '--for', '1h', '--config', file],
    (file) => ['watch', '--link-only', '--config', file],
    (file) => ['run', '--link-only', '--config', file, '--', 'true'],
    (file) => ['doctor', '--link-only', '--config', file],
    (file) => ['serve', '--link-only', '--listen', '127.0.0.1:0', '--config', file],
  ];
  for (const argsFor of commands) {
    it(`is ended by one signal: ${argsFor('FILE').join(' ')}`, async () => {
      using fifo = new SilentFifo(scratch.path('fifo'));
      child = startCli(...argsFor(fifo.path));
      const end = endOf(child);
      await fifo.opened();
      child.kill('SIGINT');
      const { code, stderr } = await end;
      // What runs until then has come to a good end, unless the reading had to be ended with the process.
      expect(code).to.be.oneOf(['watch', 'serve'].includes(argsFor('FILE')[0]!) ? [0, 130] : [130]);
      expect(stderr).to.equal('');
    });
  }

  for (const [command, ...rest] of [['watch'], ['serve', '--listen', '127.0.0.1:0']] as const) {
    it(`and is interrupted has come to its good end, if it runs until then: ${command}`, async () => {
      const context = new TestContext(sourceThat(() => {}));
      context.interrupt('SIGTERM');
      try {
        await buildProgram(context).parseAsync(['node', 'netwake', command, '--config', scratch.path('none'), ...rest]);
        expect(process.exitCode).to.equal(0);
      } finally {
        process.exitCode = undefined;
      }
    });
  }

  it('is not ended by a hang-up with --ignore-hangup', async () => {
    using fifo = new SilentFifo(scratch.path('fifo'));
    child = startCli('run', '--link-only', '--ignore-hangup', '--config', fifo.path, '--', 'true');
    const end = endOf(child);
    await fifo.opened();
    child.kill('SIGHUP');
    child.kill('SIGTERM');
    expect(await end).to.deep.equal({ code: 143, stderr: '' });
  });

  it('that nobody has opened for writing is ended by it too', async () => {
    const [good, file] = [scratch.path('good.yaml'), scratch.path('fifo')];
    writeFileSync(good, '');
    execFileSync('mkfifo', [file]);
    child = startCli('config', 'check', good, file);
    const end = endOf(child);
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect(await end).to.deep.equal({ code: 143, stderr: '' });
  });

  it('which is wait, waits no longer than --for, and says why', async () => {
    const file = scratch.path('fifo');
    execFileSync('mkfifo', [file]);
    child = startCli('wait', '--link-only', '--config', file, '--for', '100ms');
    const { code, stderr } = await endOf(child);
    expect(stderr).to.equal(
      `netwake: not usable within 100ms: unknown (not-started): ${file} could not be read in that time\n`,
    );
    expect(code).to.equal(143);
  });

  for (const [what, flags, told] of [
    ['says why', [], (file: string) => `netwake: ${file} could not be read within 100ms\n`],
    ['says nothing when it is to be quiet', ['--quiet'], () => ''],
  ] as const)
    it(`which is run, waits no longer than --timeout, and ${what}`, async () => {
      const file = scratch.path('fifo');
      execFileSync('mkfifo', [file]);
      child = startCli('run', '--link-only', '--timeout', '100ms', ...flags, '--config', file, '--', 'true');
      expect(await endOf(child)).to.deep.equal({ code: 143, stderr: told(file) });
    });

  it('which is run, has the code of a time limit', async () => {
    const [file, context] = [scratch.path('fifo'), new TestContext(sourceThat(() => {}))];
    using fifo = new SilentFifo(file);
    const flags = { linkOnly: true, json: true, timeout: '1ms', config: fifo.path };
    expect(await run(['touch', scratch.path('ran')], flags, context)).to.equal(124);
    const [note, ...others] = context.noted.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(note).to.include({ type: 'giveup', command: 'touch', attempt: 0, exitCode: null });
    expect(note!['error']).to.equal(`${file} could not be read within 1ms`);
    expect({ others, ran: existsSync(scratch.path('ran')) }).to.deep.equal({ others: [], ran: false });
  });

  it('to read it again, ends as if it had not', async () => {
    const [file, socketPath] = [scratch.path('netwake.yaml'), scratch.path('socket')];
    writeFileSync(file, 'preset: patient\n');
    using socket = await ServiceSocket.bound(socketPath);
    child = startCliIn({ NOTIFY_SOCKET: socketPath }, 'watch', '--link-only', '--config', file);
    const end = endOf(child);
    expect(await socket.next()).to.match(/^READY=1/);
    rmSync(file);
    using fifo = new SilentFifo(file);
    child.kill('SIGHUP');
    expect(await socket.next()).to.match(/^RELOADING=1/);
    await fifo.opened();
    child.kill('SIGTERM');
    expect(await socket.next()).to.equal('STOPPING=1');
    expect(await end).to.have.property('stderr', '');
  });
});
