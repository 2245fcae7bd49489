import { expect } from 'chai';
import { serve } from '../../lib/cli/serve.ts';
import { settled } from '../support/failure.ts';
import { fetchPage } from './support/event-client.ts';
import { sourceThat, TestContext } from './support/test-context.ts';

const FLAGS = { listen: '127.0.0.1:0', linkOnly: true };

describe('netwake serve, when its monitor', () => {
  it('can not start, exits 5 and says why', async () => {
    const context = new TestContext(
      sourceThat(() => {
        throw new Error('no sockets left');
      }),
    );
    expect(await serve(FLAGS, context)).to.equal(5);
    expect(context.warned).to.deep.equal(['no sockets left']);
  });

  it('fails later, goes on to say so', async () => {
    const context = new TestContext(
      sourceThat((onBatch, onFailure) => {
        onBatch({ ready: true });
        setImmediate(() => onFailure(new Error('the socket is gone')));
      }),
    );
    const served = serve(FLAGS, context);
    while (!context.printed.some((line) => line.includes('monitor-failed'))) await settled();
    const url = context.printed[0]!.replace('listening on ', '');
    expect((await fetchPage(`${url}healthz`)).status).to.equal(503);
    expect((await fetchPage(`${url}metrics`)).body).to.include('netwake_state{state="unknown"} 1');
    context.interrupt('SIGTERM');
    expect(await served).to.equal(0);
  });

  it('has not decided yet, ends well all the same', async () => {
    const context = new TestContext(sourceThat(() => {}));
    const served = serve(FLAGS, context);
    while (context.printed.length === 0) await settled();
    const url = context.printed[0]!.replace('listening on ', '');
    expect((await fetchPage(`${url}healthz`)).body).to.include('"state":"unknown"');
    context.interrupt('SIGINT');
    expect(await served).to.equal(0);
    // Nobody is told of the end of the monitor as if it were one of the network's.
    expect(context.printed).to.have.length(1);
  });
});
