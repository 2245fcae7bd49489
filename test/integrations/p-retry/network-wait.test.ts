import { expect } from 'chai';
import pRetry from '../../../lib/integrations/p-retry/index.ts';
import { failure, rejectionOf, settled } from '../../support/failure.ts';
import { ScriptedNetwork } from '../../support/scripted-network.ts';
import { VirtualTime } from './virtual-time.ts';

describe('netwake/p-retry with maxNetworkWait', () => {
  let time: VirtualTime;
  let network: ScriptedNetwork;

  beforeEach(() => {
    time = new VirtualTime();
    network = new ScriptedNetwork('down');
  });
  afterEach(() => time[Symbol.dispose]());

  const start = (maxNetworkWait?: number): Promise<string> =>
    pRetry(() => 'done', { monitor: network, maxNetworkWait });

  it('gives up after that, with the error that parked it', async () => {
    network.set('up');
    const error = failure('ENETUNREACH');
    const cut = (): Promise<never> => {
      network.set('down');
      return Promise.reject(error);
    };
    const reason = rejectionOf(pRetry(cut, { monitor: network, maxNetworkWait: '10s' }));
    await time.advance(9_999);
    expect(time.pending).to.equal(1);
    await time.advance(1);
    expect(await reason).to.include({ code: 'ERR_NETWAKE_NETWORK_WAIT', cause: error });
    expect(time.pending).to.equal(0);
  });

  it('limits each outage by itself, of those between which it was not woken', async () => {
    const reason = rejectionOf(start(300));
    let isOver = false;
    void reason.then(() => (isOver = true));
    await time.advance(200);
    network.set('up');
    network.set('down');
    await time.advance(299);
    expect([isOver, time.pending]).to.deep.equal([false, 1]);
    await time.advance(1);
    expect(await reason).to.have.property('code', 'ERR_NETWAKE_NETWORK_WAIT');
    expect(time.pending).to.equal(0);
  });

  it('limits an outage anew for all that the end of the last one has woken, and that have not begun', async () => {
    const done = Promise.all([start(300), start(300)]);
    const outcome = done.catch((reason: unknown) => reason);
    await time.advance(200);
    network.set('up');
    await Promise.resolve();
    network.set('down');
    await time.advance(200);
    network.set('up');
    expect(await outcome).to.deep.equal(['done', 'done']);
  });

  it('has one timer for each that has it, however many outages there are', async () => {
    const done = Promise.all([start(), start(300)]);
    await settled();
    for (const state of ['up', 'down', 'up', 'down'] as const) network.set(state);
    await settled();
    expect(time.pending).to.equal(1);
    network.set('up');
    expect(await done).to.deep.equal(['done', 'done']);
    expect(time.pending).to.equal(0);
  });
});
