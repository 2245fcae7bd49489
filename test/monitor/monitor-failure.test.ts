import { expect } from 'chai';
import { reasonOf } from '../support/codes.ts';
import { FakeWorld, HOSTS } from '../support/fake-monitor.ts';

const LAN = '10.0.0.9';
const FAILURE = new Error('recvmsg');

/** Of a wait that ended because the monitor has failed. */
async function expectFailure(waiting: Promise<Error>): Promise<void> {
  const error = await waiting;
  expect(error).to.have.property('code', 'ERR_NETWAKE_STATE');
  expect(error.cause).to.equal(FAILURE);
}

describe('when the monitor fails', () => {
  it('rejects who waits for the network, and whoever comes after', async () => {
    const { monitor, source } = await FakeWorld.down();
    const waiting = reasonOf(monitor.waitForNetwork());
    source.fail(FAILURE);
    await expectFailure(waiting);
    await expectFailure(reasonOf(monitor.waitForNetwork({ minimum: 'up' })));
  });

  it('rejects who waits for more than there is', async () => {
    const { clock, monitor, prober, source } = await FakeWorld.up();
    clock.advance(10_000);
    prober.end(HOSTS[0]);
    prober.end(HOSTS[1], 'EHOSTUNREACH');
    expect(monitor.state).to.equal('degraded');
    const waiting = reasonOf(monitor.waitForNetwork({ minimum: 'up' }));
    source.fail(FAILURE);
    await expectFailure(waiting);
  });

  it('rejects who waits for it from before its start', async () => {
    const { monitor, source } = new FakeWorld();
    const target = monitor.target(LAN);
    const waiting = [reasonOf(monitor.waitForNetwork()), reasonOf(target.waitUntilUsable())];
    const started = reasonOf(monitor.start());
    source.fail(FAILURE);
    expect(await started).to.equal(FAILURE);
    for (const each of waiting) await expectFailure(each);
  });

  it('rejects who waits for a target, and whoever comes after, and leaves nothing behind', async () => {
    const { clock, monitor, prober, source } = await FakeWorld.isolated();
    const target = monitor.target(LAN);
    const waiting = reasonOf(target.waitUntilUsable());
    source.fail(FAILURE);
    await expectFailure(waiting);
    expect([clock.pending, prober.open.size]).to.deep.equal([[], 0]);
    await expectFailure(reasonOf(target.waitUntilUsable()));
    await expectFailure(reasonOf(monitor.target('10.0.0.10').waitUntilUsable()));
    await monitor.target('localhost').waitUntilUsable();
  });

  it('rejects with ERR_NETWAKE_STOPPED once it has been stopped', async () => {
    const { monitor, source } = await FakeWorld.down();
    source.fail(FAILURE);
    const target = monitor.target(LAN);
    await monitor.stop();
    for (const wait of [monitor.waitForNetwork(), target.waitUntilUsable()])
      expect(await reasonOf(wait)).to.have.property('code', 'ERR_NETWAKE_STOPPED');
  });
});
