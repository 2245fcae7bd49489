import { expect } from 'chai';
import { parseCheckHost } from '../../lib/monitor/check-host.ts';
import { CheckHosts } from '../../lib/monitor/check-hosts.ts';
import { Foresight, type Outcome } from '../../lib/monitor/foresight.ts';
import { initialMachine, type Machine } from '../../lib/state/machine.ts';
import { reduce } from '../../lib/state/reduce.ts';
import { NetworkTable } from '../../lib/table/network-table.ts';
import { selectInterfaces } from '../../lib/table/selection.ts';
import type { SourceBatch } from '../../lib/sources/contract.ts';
import { address, link, noPath, path } from '../support/records.ts';

const DOWN = { up: false, carrier: false, operState: 'down' } as const;
const UNPLUGGED = { carrier: false, operState: 'lowerlayerdown' } as const;

/** Two hosts reached by eth0, beside an eth1 that nothing leaves by, and a machine that knows of it. */
class Scene {
  readonly table = new NetworkTable(selectInterfaces([], []));
  readonly hosts: CheckHosts;
  readonly foresight = new Foresight();
  readonly machine: Machine;

  constructor(secondWay = path(2)) {
    this.hosts = new CheckHosts(
      ['192.0.2.1:80', '192.0.2.2:80'].map((host) => parseCheckHost('host', host)),
      [],
      () => new Date(0),
    );
    this.hosts.nextQueries(this.table);
    this.table.apply({
      links: [link(2, 'eth0'), link(3, 'eth1')],
      addresses: [address(2, '10.0.0.2/24')],
      paths: [path(1), secondWay],
    });
    const paths = this.hosts.paths(this.table)!;
    this.machine = reduce(initialMachine({ linkOnly: false }), {
      type: 'table',
      paths,
      cause: { type: 'start' },
    }).machine;
    this.foresight.prepare(this.machine, this.table, this.hosts);
  }

  find(batch: SourceBatch): Outcome | null {
    return this.foresight.find(batch, this.machine, this.table);
  }
}

describe('an outage foreseen', () => {
  for (const [what, differences, reason] of [
    ['the interface being set down', DOWN, 'interface-down'],
    ['the loss of the carrier', UNPLUGGED, 'no-carrier'],
  ] as const) {
    it(`is ${what}: the event is that of the table as it is then`, () => {
      const scene = new Scene();
      const batch = { links: [{ index: 2, up: true, ...differences }] };
      const event = scene.find(batch)?.event;
      scene.table.apply(batch);
      expect(event?.paths).to.deep.equal(scene.hosts.paths(scene.table));
      expect(event?.paths.map((each) => each.reason)).to.deep.equal([reason, reason]);
      expect(event?.cause).to.deep.equal({ type: 'link', interface: 'eth0' });
    });
  }

  it('has the answer of the reducer ready, for the machine that it was asked about and no other', () => {
    const batch = { links: [{ index: 2, ...DOWN }] };
    const scene = new Scene();
    const { event, transition } = scene.find(batch)!;
    expect(transition).to.deep.equal(reduce(scene.machine, event));
    expect(scene.foresight.find(batch, { ...scene.machine }, scene.table)).to.equal(null);
  });

  it('names the changes of state to be ready for', () => {
    const { foresight, machine, table, hosts } = new Scene();
    const changes = foresight.prepare({ ...machine, state: 'up' }, table, hosts);
    expect(changes.map(({ state, reason }) => [state, reason])).to.deep.equal([
      ['down', 'interface-down'],
      ['down', 'no-carrier'],
    ]);
  });

  for (const [what, batch] of [
    ['of another interface', { links: [{ index: 3, ...DOWN }] }],
    ['of another interface that has its name', { links: [link(5, 'eth0', DOWN)] }],
    [
      'of two interfaces at once',
      {
        links: [
          { index: 2, ...DOWN },
          { index: 3, ...DOWN },
        ],
      },
    ],
    [
      'that comes with a change of an address',
      { links: [{ index: 2, ...DOWN }], addresses: [address(2, '10.0.0.9/24')] },
    ],
    ['that comes with another answer', { links: [{ index: 2, ...DOWN }], paths: [path(1, { gateway: '10.0.0.9' })] }],
    ['that comes with another name', { links: [link(2, 'lan0', DOWN)] }],
    ['that a resync found', { links: [link(2, 'eth0', DOWN)], resync: 'overrun' }],
    ['into dormancy', { links: [{ index: 2, up: true, carrier: true, operState: 'dormant' }] }],
    ['for good', { removedLinks: [2] }],
  ] satisfies Array<[string, SourceBatch]>) {
    it(`is not a loss ${what}`, () => {
      expect(new Scene().find(batch)).to.equal(null);
    });
  }

  it('is none where the hosts are reached by different interfaces', () => {
    expect(new Scene(path(2, { interfaceIndex: 3 })).find({ links: [{ index: 2, ...DOWN }] })).to.equal(null);
  });

  it('is none where a host is not reached at all: why, any interface may have to say', () => {
    expect(new Scene(noPath(2)).find({ links: [{ index: 2, ...DOWN }] })).to.equal(null);
  });

  it('holds until the machine, the interface or a way is another one', () => {
    const { foresight, machine, table } = new Scene();
    table.apply({ links: [link(3, 'eth1', DOWN)] });
    expect(foresight.holds(machine, table)).to.equal(true);
    expect(foresight.holds({ ...machine }, table)).to.equal(false);
    table.apply({ links: [link(2, 'eth0', { mtu: 9000 })] });
    expect(foresight.holds(machine, table)).to.equal(false);
  });

  it('does not hold once an address or an answer has changed', () => {
    for (const batch of [{ addresses: [address(2, '10.0.0.3/24')] }, { paths: [path(1, { gateway: '10.0.0.9' })] }]) {
      const { foresight, machine, table } = new Scene();
      table.apply(batch);
      expect(foresight.holds(machine, table)).to.equal(false);
    }
  });
});
