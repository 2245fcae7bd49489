import { expect } from 'chai';
import { Arrivals } from '../../../lib/cli/view/arrivals.ts';
import { ViewHistory } from '../../../lib/cli/view/view-history.ts';
import { ReplaceableMonitor } from '../../../lib/monitor/replaceable-monitor.ts';
import { FakeWorld, HOSTS, settled } from '../../support/fake-monitor.ts';
import type { NetworkMonitorOptions } from '../../../lib/monitor/settings.ts';

/** The history of a monitor whose network a test is in charge of. */
class Rig {
  readonly world: FakeWorld;
  readonly monitor: ReplaceableMonitor;
  readonly history: ViewHistory;
  touches = 0;

  private constructor(options: NetworkMonitorOptions) {
    this.world = new FakeWorld(options);
    const { clock, source, prober } = this.world;
    const arrivals = new Arrivals(() => clock.now());
    const snapshot = { events: 'netlink', probes: 'native', fallbackReason: null } as const;
    arrivals.noteOf({ source, prober, snapshot });
    this.monitor = new ReplaceableMonitor({}, { clock, createMonitor: () => this.world.monitor });
    this.history = new ViewHistory(this.monitor, clock, arrivals, () => void this.touches++);
  }

  /** Up: its first answer came 20 ms after the start. */
  static async up(options: NetworkMonitorOptions = {}): Promise<Rig> {
    const rig = new Rig(options);
    const started = rig.monitor.start();
    rig.world.source.ready();
    rig.world.clock.advance(20);
    rig.world.prober.endAll();
    await started;
    return rig;
  }

  /** The changes, the newest first. */
  get took(): Array<[state: string, tookMs: number | null]> {
    return this.history.model().transitions.map(({ state, tookMs }) => [state, tookMs]);
  }

  async stop(): Promise<void> {
    await this.monitor.stop();
  }
}

describe('what a view remembers', () => {
  let rig: Rig;

  beforeEach(async () => {
    rig = await Rig.up();
  });

  afterEach(() => rig.stop());

  it('is what the first state took from the start', () => {
    expect(rig.took).to.deep.equal([['up', 20]]);
  });

  it('is what a change by word of the kernel took until its listeners were told', () => {
    rig.world.clock.advance(5_000);
    // As if the monitor took 3 ms for it.
    rig.world.monitor.prependListener('state', () => rig.world.clock.advance(3));
    rig.world.cut();
    expect(rig.took[0]).to.deep.equal(['down', 3]);
  });

  it("is what a recovery took, from the kernel's word of a way to the first answer", () => {
    rig.world.cut();
    rig.world.clock.advance(5_000);
    rig.world.mend();
    rig.world.clock.advance(12);
    rig.world.prober.endAll();
    expect(rig.took[0]).to.deep.equal(['up', 12]);
  });

  it('does not count from a way that went again', () => {
    rig.world.cut();
    rig.world.mend();
    rig.world.clock.advance(1_000);
    rig.world.cut();
    rig.world.clock.advance(1_000);
    rig.world.mend();
    rig.world.clock.advance(7);
    rig.world.prober.endAll();
    expect(rig.took[0]).to.deep.equal(['up', 7]);
  });

  it('is nothing of how long it took what nobody has told of, such as a firewall', () => {
    const { world } = rig;
    world.clock.advance(10_000);
    while (world.monitor.state !== 'down') world.prober.endAll('ETIMEDOUT');
    expect(rig.took[0]).to.deep.equal(['down', null]);
    world.clock.advance(3_000);
    world.prober.endAll();
    expect(rig.took[0]).to.deep.equal(['up', null]);
  });

  it('is nothing of that either where a way had changed before', () => {
    const { world } = rig;
    world.source.reroute(HOSTS[0], { gateway: '10.0.0.9' });
    while (world.monitor.state !== 'down') world.prober.endAll('ETIMEDOUT');
    expect(rig.took[0]).to.deep.equal(['down', null]);
  });

  it('is since when the state has been what it is, the time that the machine slept included', () => {
    const { clock, sleep } = rig.world;
    clock.advance(5_000);
    expect(rig.history.model().ageMs).to.equal(5_000);
    sleep.sleep(3_600_000);
    expect(rig.history.model().ageMs).to.equal(3_605_000);
    rig.world.cut();
    expect(rig.history.model().ageMs).to.equal(0);
  });

  it('is how many hosts answered in the end, of a change that the first of them made', () => {
    const reasons = (): string[] => rig.history.model().transitions.map(({ reason }) => reason);
    rig.world.cut();
    rig.world.mend();
    rig.world.prober.end(HOSTS[0]);
    expect(reasons()).to.deep.equal(['some-hosts-reachable', 'no-carrier', 'all-hosts-reachable']);
    rig.world.prober.end(HOSTS[1]);
    expect(reasons()).to.deep.equal(['all-hosts-reachable', 'no-carrier', 'all-hosts-reachable']);
  });

  it('is the round trips of each host, and their failures, once each', async () => {
    expect(rig.history.model().samples).to.deep.equal([[1.5], [1.5]]);
    rig.world.clock.advance(1_000);
    const checked = rig.monitor.check();
    await settled();
    rig.world.prober.end(HOSTS[0]);
    rig.world.prober.end(HOSTS[1], 'ETIMEDOUT');
    await checked;
    expect(rig.history.model().samples).to.deep.equal([
      [1.5, 1.5],
      [1.5, null],
    ]);
  });

  it('is no round trip of a host that a round has not asked', async () => {
    rig.world.source.reroute(HOSTS[1], 'ENETUNREACH');
    rig.world.clock.advance(1_000);
    while (rig.world.prober.open.size > 0) rig.world.prober.endAll();
    const before = [...rig.history.model().samples[1]!];
    const checked = rig.monitor.check();
    await settled();
    rig.world.clock.advance(1_000);
    rig.world.prober.end(HOSTS[0]);
    await checked;
    expect(rig.history.model().samples[1]).to.deep.equal(before);
  });

  it('is not the same state again, which is told without notifyOnChange', async () => {
    await rig.stop();
    rig = await Rig.up({ notifyOnChange: false });
    rig.world.clock.advance(5_000);
    const checked = rig.monitor.check();
    await settled();
    rig.world.prober.endAll();
    await checked;
    expect(rig.took).to.have.lengthOf(1);
    expect(rig.history.model().ageMs).to.equal(5_000);
  });

  it('tells of everything that may be seen', () => {
    rig.touches = 0;
    rig.world.source.relink({ mtu: 1_400 });
    expect(rig.touches).to.be.greaterThan(0);
  });
});
