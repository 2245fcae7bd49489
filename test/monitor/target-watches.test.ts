import { expect } from 'chai';
import type { Target } from '../../lib/index.ts';
import { parseDestination, type Remote } from '../../lib/destination.ts';
import { TargetWatches } from '../../lib/monitor/target-watches.ts';
import type { PathQuery, PathRecord } from '../../lib/sources/contract.ts';
import { initialMachine } from '../../lib/state/machine.ts';
import { NetworkTable } from '../../lib/table/network-table.ts';
import type { PathView } from '../../lib/table/path.ts';
import { selectInterfaces } from '../../lib/table/selection.ts';
import { FakeWorld, HOSTS } from '../support/fake-monitor.ts';
import type { FakeSource } from '../support/fake-source.ts';
import { link } from '../support/records.ts';

const LAN = '10.0.0.9';

class CountingTable extends NetworkTable {
  judgements = 0;

  override judge(query: PathQuery, record: PathRecord): PathView {
    this.judgements++;
    return super.judge(query, record);
  }
}

/** The watches of a monitor that is `up`, with a table that counts. */
function judging(): { watches: TargetWatches; table: CountingTable; source: FakeSource } {
  const { source, prober, resolver, clock } = new FakeWorld();
  const table = new CountingTable(selectInterfaces([], []));
  source.start(
    (batch) => void table.apply(batch),
    () => {},
  );
  source.ready();
  const settings = { checkIntervalMs: 10_000, checkTimeoutMs: 5_000, preferredInterfaces: [] };
  const machine = { ...initialMachine({ linkOnly: false, portal: false }), paths: [table.linkPath()] };
  const engine = { table, machine };
  const parts = { source, prober, resolver, clock, random: () => 0.5 };
  return { watches: new TargetWatches({ settings, ...parts, engine, state: () => 'up' }), table, source };
}

function remote(host: string): Remote {
  return parseDestination('target', host) as Remote;
}

describe('targets by the thousand', () => {
  it('are forgotten in an outage once nobody has them, but for the 64 latest', async () => {
    const { monitor, source } = await FakeWorld.isolated();
    for (let host = 0; host < 200; host++) monitor.target(`10.1.0.${host}`)[Symbol.dispose]();
    const kept = source.aside.map(({ address }) => address);
    expect(kept).to.deep.equal(Array.from({ length: 64 }, (_, index) => `10.1.0.${136 + index}`));
  });

  it('are asked for one by one, and none of the others with one that comes or goes', async () => {
    const { monitor, source } = await FakeWorld.up();
    const before = source.lookups;
    const targets = Array.from({ length: 300 }, (_, host) => monitor.target(`10.1.${host >> 8}.${host & 255}`));
    expect(source.lookups - before).to.equal(300);
    expect(source.aside).to.have.length(300);
    expect(targets.every((target) => target.isUsable())).to.equal(true);
    for (const target of targets) target[Symbol.dispose]();
    expect(source.lookups - before).to.equal(300);
    expect(source.aside).to.deep.equal([]);
  });

  it('are each judged when they are made, and not again for others', () => {
    const { watches, table } = judging();
    for (let host = 0; host < 300; host++) watches.acquire(remote(`10.1.${host >> 8}.${host & 255}`));
    // At once, and when the answer has come.
    expect(table.judgements).to.be.at.most(600);
  });

  it('are all judged by a batch that may bear upon them', () => {
    const { watches, table, source } = judging();
    for (let host = 0; host < 3; host++) watches.acquire(remote(`10.1.0.${host}`));
    table.judgements = 0;
    source.emit({ links: [link(3, 'eth1')] });
    expect(table.judgements).to.equal(3);
  });

  it('are used by others anew while they are idle, and kept then', async () => {
    const { monitor, source } = await FakeWorld.isolated();
    monitor.target(LAN)[Symbol.dispose]();
    const again = monitor.target(LAN);
    for (let host = 0; host < 64; host++) monitor.target(`10.1.0.${host}`)[Symbol.dispose]();
    expect(source.aside).to.have.length(65);
    again[Symbol.dispose]();
    expect(source.aside.map(({ address }) => address))
      .to.include(LAN)
      .and.not.to.include('10.1.0.0');
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
