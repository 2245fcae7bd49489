import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { Interrupted } from '../../lib/cli/context.ts';
import { run } from '../../lib/cli/run.ts';
import { rejectionOf } from '../support/failure.ts';
import { Scratch } from '../support/scratch.ts';
import { COMMAND, runCli, startCliApart } from './support/run-cli.ts';
import { sourceThat, TestContext } from './support/test-context.ts';

const SILENT = sourceThat(() => {});
const BROKEN = sourceThat(() => {
  throw new Error('no sockets left');
});
const ONCE_MORE = { linkOnly: true, maxAttempts: 2, initialDelay: '1ms' };

describe('netwake run where the network can not be watched', () => {
  it('says so, and tries the command again as it would be without', async () => {
    const context = new TestContext(BROKEN);
    expect(await run(['false'], ONCE_MORE, context)).to.equal(1);
    expect(context.warned[0]).to.equal("the network can't be watched: no sockets left");
    expect(context.warned.at(-1)).to.equal('false failed after 2 attempts: false exited with 1');
  });

  it('says nothing of it when it is to be quiet', async () => {
    const context = new TestContext(BROKEN);
    expect(await run(['false'], { ...ONCE_MORE, quiet: true }, context)).to.equal(1);
    expect([...context.warned, ...context.noted, ...context.printed]).to.deep.equal([]);
  });

  it('tells it in JSON alone when that is asked for', async () => {
    const context = new TestContext(BROKEN);
    expect(await run(['true'], { linkOnly: true, json: true }, context)).to.equal(0);
    const types = context.noted.map((line) => (JSON.parse(line) as { type: string }).type);
    expect({ types, warned: context.warned }).to.deep.equal({ types: ['attempt', 'success'], warned: [] });
  });

  it('waits for a decision no longer than for a probe', async () => {
    expect(await run(['true'], { host: ['127.0.0.1:9'], checkTimeout: '1ms' }, new TestContext(SILENT))).to.equal(0);
  });
});

describe('netwake run', () => {
  it('runs nothing after a signal that came before it could heed it', async () => {
    using scratch = new Scratch();
    const context = new TestContext(BROKEN);
    context.interrupt('SIGTERM');
    const reason = await rejectionOf(run(['touch', scratch.path('ran')], { linkOnly: true }, context));
    expect(reason).to.be.instanceOf(Interrupted);
    expect(
      await run(['test', '-e', scratch.path('ran')], { ...ONCE_MORE, quiet: true }, new TestContext(BROKEN)),
    ).to.equal(1);
  });

  it('sends nothing to a terminal that this would obey, whatever it tells of', async () => {
    const { code, stderr } = await runCli('run', '--link-only', '--', 'a\u001b[2J\u009bb\r');
    expect(stderr).to.match(/^netwake: a\\u001b\[2J\\u009bb\\r is not found\P{Cc}*\n$/u);
    expect(code).to.equal(127);
  });

  it('leaves no handler of a signal behind', async () => {
    const before = process.listenerCount('SIGHUP');
    await run(['true'], { linkOnly: true }, new TestContext(BROKEN));
    expect(process.listenerCount('SIGHUP')).to.equal(before);
  });
});

describe('netwake run --ignore-hangup', () => {
  const start = (...args: string[]): ReturnType<typeof startCliApart> =>
    startCliApart('run', '--link-only', '--ignore-hangup', ...args);

  it('outlives the hang-up of all of its group, and so does the command', async () => {
    const child = start('--', 'sh', '-c', 'echo ready; read line; echo "through with $line"');
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const closed = once(child, 'close');
    expect((await lines.next()).value).to.equal('ready');
    process.kill(-child.pid!, 'SIGHUP');
    child.stdin.end('it\n');
    expect((await lines.next()).value).to.equal('through with it');
    expect(await closed).to.deep.equal([0, null]);
  });

  it('goes on with a wait between two attempts, too', async () => {
    const child = start('--initial-delay', '1h', '--max-delay', '1h', '--', 'false');
    const closed = once(child, 'close');
    await once(child.stderr, 'data');
    child.kill('SIGHUP');
    child.kill('SIGTERM');
    expect(await closed).to.deep.equal([143, null]);
  });

  for (const [what, command, code] of [
    ['not found', 'nonesuch-command', 127],
    ['no program', '/etc/passwd', 126],
    ['without a name', '', 127],
  ] as const) {
    it(`does not try again what is ${what}: ${code}`, async () => {
      const child = start('--', command);
      const [said, [ended]] = await Promise.all([text(child.stderr), once(child, 'close')]);
      expect(ended).to.equal(code);
      expect(said).to.include(command).and.not.include('again');
    });
  }

  it('finds a command without PATH, as the system does', async () => {
    const words = ['-u', 'PATH', ...COMMAND, 'run', '--link-only', '--ignore-hangup', '--', 'true'];
    const [code] = await once(spawn('env', words, { stdio: 'inherit' }), 'close');
    expect(code).to.equal(0);
  });
});
