import { expect } from 'chai';
import type { Target } from '../../lib/index.ts';
import { FakeWorld, HOSTS } from '../support/fake-monitor.ts';

const LAN = '10.0.0.9';

describe('targets by the thousand', () => {
  it('are forgotten in an outage once nobody has them, but for the 64 latest', async () => {
    const { monitor, source } = await FakeWorld.isolated();
    for (let host = 0; host < 200; host++) monitor.target(`10.1.0.${host}`)[Symbol.dispose]();
    const kept = source.aside.map(({ address }) => address);
    expect(kept).to.deep.equal(Array.from({ length: 64 }, (_, index) => `10.1.0.${136 + index}`));
  });

  it('are each kept for who has just made one, whatever others do when they hear of the network', async () => {
    const { monitor, source, prober } = await FakeWorld.isolated();
    const other = monitor.target('10.1.0.1');
    other.on('state', ({ state }) => {
      if (state === 'up') other[Symbol.dispose]();
    });
    let made: Target | null = null;
    monitor.once('state', () => (made = monitor.target(LAN)));
    for (const host of HOSTS) source.ways.delete(host);
    source.reroute(HOSTS[0], {}, { links: source.links });
    prober.end(HOSTS[0]);
    expect(monitor.state).to.equal('up');
    source.reroute(LAN, 'ENETUNREACH');
    expect(made!.state).to.equal('down');
  });
});
