import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { expect } from 'chai';
import { OutputLost } from '../../lib/cli/context.ts';
import { watch } from '../../lib/cli/watch.ts';
import { systemClock } from '../../lib/clock.ts';
import { Surfaced } from '../support/surfaced.ts';
import { exitOf, linesOf, nextLine, startCli } from './support/run-cli.ts';
import { sourceThat, TestContext } from './support/test-context.ts';

describe('watch', () => {
  let server: Server;
  let host: string;

  before(async () => {
    server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the server has no port');
    host = `127.0.0.1:${address.port}`;
  });

  after(() => void server.close());

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`prints the initial state as JSON, and exits 0 on ${signal} without another line`, async () => {
      const child = startCli('watch', '--json', '--host', host);
      const lines = linesOf(child);
      const record: unknown = JSON.parse(await nextLine(lines));
      expect(record).to.have.all.keys('type', 'state', 'previous', 'reason', 'interface', 'at');
      expect(record).to.include({ type: 'state', state: 'up', previous: 'unknown', reason: 'all-hosts-reachable' });
      expect(record).to.include({ interface: 'lo' });
      expect((record as { at: string }).at).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      child.kill(signal);
      expect((await lines.next()).done).to.equal(true);
      expect(await exitOf(child)).to.equal(0);
    });
  }

  it('is the default command', async () => {
    const child = startCli('--host', host);
    expect(await nextLine(linesOf(child))).to.match(/^\d{4}-\S+:\d\dZ {2}up {8}all-hosts-reachable {3}lo$/);
    child.kill('SIGTERM');
    expect(await exitOf(child)).to.equal(0);
  });

  it('tells the state in link-only mode', async () => {
    const child = startCli('watch', '--json', '--link-only', '--interface', 'nonesuch0');
    const record: unknown = JSON.parse(await nextLine(linesOf(child)));
    expect(record).to.include({ state: 'down', reason: 'no-interface', interface: null });
    child.kill('SIGTERM');
    expect(await exitOf(child)).to.equal(0);
  });

  it('ends quietly with 0 when nobody reads its output', async () => {
    const child = startCli('watch', '--link-only');
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    expect(await exitOf(child)).to.equal(0);
    expect(stderr).to.equal('');
  });

  it('exits 5 when the monitor can not start, and says why', async () => {
    const context = new TestContext(
      sourceThat(() => {
        throw new Error('no sockets left');
      }),
    );
    expect(await watch({ linkOnly: true, json: true }, context)).to.equal(5);
    expect(JSON.parse(context.printed.join(''))).to.include({
      type: 'state',
      state: 'unknown',
      previous: 'unknown',
      reason: 'monitor-failed',
    });
    expect(context.warned).to.deep.equal(['no sockets left']);
  });

  it('exits so too when the line that says why can not be written', async () => {
    const output = new AbortController();
    class FullContext extends TestContext {
      override get signal(): AbortSignal {
        return output.signal;
      }
    }
    const context = new FullContext(
      sourceThat(() => {
        throw new Error('no sockets left');
      }),
    );
    using surfaced = new Surfaced();
    expect(await watch({ linkOnly: true }, context)).to.equal(5);
    output.abort(new OutputLost(new Error('no space left on device')));
    await new Promise((resolve) => setImmediate(resolve));
    expect(surfaced.errors).to.deep.equal([]);
  });

  it('exits 5 when the monitor fails later, after a line for that', async () => {
    const context = new TestContext(
      sourceThat((onBatch, onFailure) => {
        onBatch({ ready: true });
        setImmediate(() => onFailure(new Error('the socket is gone')));
      }),
    );
    expect(await watch({ linkOnly: true, json: true }, context)).to.equal(5);
    const records: unknown[] = context.printed.map((line) => JSON.parse(line) as unknown);
    expect(records).to.have.lengthOf(2);
    expect(records[0]).to.include({ state: 'down', previous: 'unknown', reason: 'no-interface' });
    expect(records[1]).to.include({ state: 'unknown', previous: 'down', reason: 'monitor-failed' });
  });

  it('says once that it works by polling, and why, unless that was asked for', async () => {
    for (const netlink of [true, false]) {
      const source = sourceThat((onBatch) => {
        onBatch({ ready: true });
        setImmediate(() => context.interrupt('SIGTERM'));
      });
      const context = new TestContext(source, systemClock, 'this is no Linux');
      expect(await watch({ linkOnly: true, netlink }, context)).to.equal(0);
      expect(context.warned).to.deep.equal(
        netlink ? ['netlink is not available, polling instead: this is no Linux'] : [],
      );
    }
  });
});
