import { expect } from 'chai';
import { failure, settled } from '../support/failure.ts';
import { ScriptedNetwork } from '../support/scripted-network.ts';
import { ABORTING, hanging } from './hanging-operation.ts';
import { RetryHarness } from './harness.ts';

describe('where a loss of ways makes no difference', () => {
  it('is without abortOnNetworkDown: nobody listens to the ways', async () => {
    const harness = new RetryHarness({ maxAttempts: 1 });
    const { calls, done, land } = hanging(harness, 1);
    await settled();
    expect(harness.network.listenerCount('path')).to.equal(0);
    harness.network.losePath();
    await settled();
    expect(calls).to.have.length(1);
    land();
    expect(await done).to.equal('done');
  });

  it('is without it also where another retryer has it: what fails of the loss counts', async () => {
    const network = new ScriptedNetwork();
    hanging(new RetryHarness(ABORTING, network), Infinity);
    const { retryer } = new RetryHarness({ maxAttempts: 1 }, network);
    const failing = retryer.do(() => {
      network.losePath();
      throw failure('EADDRNOTAVAIL');
    });
    expect(await failing.catch((error: unknown) => error)).to.have.property('code', 'ERR_NETWAKE_RETRY_EXHAUSTED');
  });

  it('is with a monitor of the caller that is no emitter, whose listeners are all told of states', async () => {
    let listeners = 0;
    const monitor = { state: 'up' as const, on: () => listeners++ };
    const harness = new RetryHarness({ ...ABORTING, monitor });
    const { done, land } = hanging(harness, 1);
    await settled();
    land();
    expect(await done).to.equal('done');
    expect(listeners).to.equal(1);
  });

  it('is one listener for all operations and retryers of a monitor', async () => {
    const network = new ScriptedNetwork();
    const harnesses = [new RetryHarness(ABORTING, network), new RetryHarness(ABORTING, network)];
    for (const harness of harnesses) for (let count = 0; count < 3; count++) hanging(harness, 1);
    await settled();
    expect(network.listenerCount('path')).to.equal(1);
  });
});
