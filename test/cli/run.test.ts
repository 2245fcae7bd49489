import { expect } from 'chai';
import { Interrupted } from '../../lib/cli/context.ts';
import { run } from '../../lib/cli/run.ts';
import { rejectionOf } from '../support/failure.ts';
import { Scratch } from '../support/scratch.ts';
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

  it('leaves no handler of a signal behind', async () => {
    const before = process.listenerCount('SIGHUP');
    await run(['true'], { linkOnly: true }, new TestContext(BROKEN));
    expect(process.listenerCount('SIGHUP')).to.equal(before);
  });
});
