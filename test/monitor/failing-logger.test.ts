import { expect } from 'chai';
import type { Logger } from '../../lib/logger.ts';
import { reasonOf } from '../support/codes.ts';
import { FakeWorld, HOSTS, settled } from '../support/fake-monitor.ts';
import { Surfaced } from '../support/surfaced.ts';

function loggerOf(write: () => unknown): Logger {
  return { debug: write, info: write, warn: write, error: write };
}

const throwing = loggerOf(() => {
  throw new Error('a bug of the caller');
});

describe('a logger that throws', () => {
  it('keeps no monitor from its start', async () => {
    using surfaced = new Surfaced();
    const { monitor } = await FakeWorld.up({ logger: throwing });
    expect(monitor.state).to.equal('up');
    await settled();
    expect(surfaced.errors).to.deep.equal([]);
    expect(surfaced.warnings).to.deep.equal(['NETWAKE_LOGGER']);
  });

  it('keeps none from its recovery after an outage', async () => {
    using surfaced = new Surfaced();
    const { clock, monitor, prober } = await FakeWorld.up({ logger: throwing });
    clock.advance(10_000);
    prober.endAll('ETIMEDOUT');
    prober.endAll('ETIMEDOUT');
    expect(monitor.state).to.equal('down');
    expect(prober.addresses).to.include.members([...HOSTS]);
    prober.endAll();
    expect(monitor.state).to.equal('up');
    await settled();
    expect(surfaced.errors).to.deep.equal([]);
  });

  it('has the start reject with the failure of the source', async () => {
    using surfaced = new Surfaced();
    const { monitor, source } = new FakeWorld({ logger: throwing });
    const started = reasonOf(monitor.start());
    const error = new Error('recvmsg');
    source.fail(error);
    expect(await started).to.equal(error);
    await settled();
    expect(surfaced.errors).to.deep.equal([]);
  });
});

describe('a logger whose promise rejects', () => {
  it('is a warning of the process, once', async () => {
    using surfaced = new Surfaced();
    const logger = loggerOf(() => Promise.reject(new Error('a bug of the caller')));
    const { monitor, source } = await FakeWorld.up({ logger });
    source.relink({ carrier: false });
    expect(monitor.state).to.equal('down');
    await settled();
    expect(surfaced.errors).to.deep.equal([]);
    expect(surfaced.warnings).to.deep.equal(['NETWAKE_LOGGER']);
  });
});
