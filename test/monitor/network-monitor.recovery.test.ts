import { expect } from 'chai';
import { FakeWorld, HOSTS } from '../support/fake-monitor.ts';

describe('an outage whose recovery is started anew all the time', () => {
  it('tries a host 20 times at once, and 20 times a second after that', async () => {
    const { monitor, source, prober, clock } = await FakeWorld.up({ checkHosts: [`${HOSTS[0]}:80`] });
    const before = prober.asked.length;
    source.reroute(HOSTS[0], 'ENETUNREACH');
    for (let way = 0; way < 1_000; way++) {
      source.reroute(HOSTS[0], { gateway: `10.0.${way % 2}.1` });
      clock.advance(1);
    }
    expect(prober.asked.length - before).to.be.within(20, 40);
    clock.advance(50);
    prober.endAll();
    expect(monitor.state).to.equal('up');
  });
});

describe('the recovery', () => {
  it('launches at 0, 10, 20, 40, 80, 160, 320, 640 ms, then 1, 2, 4, 8 s apart, then every check interval', async () => {
    const { clock, prober } = await FakeWorld.up({ checkHosts: ['192.0.2.1:80'] });
    clock.advance(10_000);
    prober.endAll('ETIMEDOUT');
    const startMs = clock.now();
    const launches: number[] = [];
    let seen = prober.asked.length;
    prober.endAll('ETIMEDOUT');
    while (launches.length < 14) {
      if (prober.asked.length > seen) launches.push(Math.round(clock.now() - startMs));
      seen = prober.asked.length;
      clock.advance(Math.max(0.001, clock.pending[0]!.dueMs - clock.now()));
    }
    const [early, late] = [launches.slice(0, 8), launches.slice(8)];
    expect(early).to.deep.equal([0, 10, 20, 40, 80, 160, 320, 640]);
    expect(late).to.deep.equal([1_640, 3_640, 7_640, 15_640, 25_640, 35_640]);
  });

  it('begins afresh when another way is found', async () => {
    const { clock, prober, source } = await FakeWorld.up({ checkHosts: ['192.0.2.1:80'] });
    clock.advance(10_000);
    prober.endAll('ETIMEDOUT');
    prober.endAll('ETIMEDOUT');
    clock.advance(5_000);
    source.reroute('192.0.2.1', { gateway: '10.0.0.9' });
    const before = prober.asked.length;
    clock.advance(640);
    expect(prober.asked.length - before).to.equal(7);
  });
});
