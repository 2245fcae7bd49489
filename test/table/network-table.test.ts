import { expect } from 'chai';
import { NetworkTable } from '../../lib/table/network-table.ts';
import { selectInterfaces } from '../../lib/table/selection.ts';
import { address, link, loopback, noPath, path, query } from '../support/records.ts';

const HOST = query(1, '192.0.2.1');

function table(preferred: string[] = [], ignored: string[] = []): NetworkTable {
  return new NetworkTable(selectInterfaces(preferred, ignored));
}

/** lo, and eth0 with an address and a way to the host. */
function connected(): NetworkTable {
  const connectedTable = table();
  connectedTable.apply({
    links: [loopback(), link(2, 'eth0')],
    addresses: [address(1, '127.0.0.1/8', { scope: 'host' }), address(2, '10.0.0.2/24')],
    paths: [path(1)],
    ready: true,
  });
  return connectedTable;
}

describe('what a batch changed', () => {
  it('is nothing when it is empty', () => {
    expect(table().apply({})).to.deep.equal({ links: [], addresses: [] });
  });

  it('is an interface that appeared, changed, and went', () => {
    const subject = table();
    const [before, after] = [link(2, 'eth0'), link(2, 'eth0', { carrier: false })];
    expect(subject.apply({ links: [before] }).links).to.deep.equal([{ previous: null, current: before }]);
    expect(subject.apply({ links: [after] }).links).to.deep.equal([{ previous: before, current: after }]);
    expect(subject.apply({ removedLinks: [2] }).links).to.deep.equal([{ previous: after, current: null }]);
    expect([...subject.links()]).to.deep.equal([]);
  });

  it('is an interface whose flags changed, told by those alone', () => {
    const subject = connected();
    const state = { index: 2, up: true, carrier: false, operState: 'lowerlayerdown' } as const;
    const current = { ...link(2, 'eth0'), ...state };
    expect(subject.apply({ links: [state] }).links).to.deep.equal([{ previous: link(2, 'eth0'), current }]);
    expect(subject.link(2)).to.deep.equal(current);
    expect(subject.path(HOST)).to.include({ usable: false, reason: 'no-carrier' });
  });

  it('is what came last when an interface changes in part and in whole', () => {
    const subject = connected();
    const down = { index: 2, up: true, carrier: false, operState: 'lowerlayerdown' } as const;
    const renamed = link(2, 'wan');
    subject.apply({ links: [down, renamed] });
    expect(subject.link(2)).to.deep.equal(renamed);
    subject.apply({ links: [link(2, 'eth0'), down] });
    expect(subject.link(2)).to.deep.equal({ ...link(2, 'eth0'), ...down });
  });

  it('is judged afresh when an interface or its addresses change', () => {
    const subject = table();
    const reasons: unknown[] = [];
    const taken = [
      { links: [link(2, 'eth0')] },
      { addresses: [address(2, '10.0.0.2/24', { tentative: true })] },
      { addresses: [address(2, '10.0.0.2/24')] },
      { links: [{ index: 2, up: true, carrier: false, operState: 'down' } as const] },
      { links: [link(2, 'eth0')] },
      { removedAddresses: [address(2, '10.0.0.2/24')] },
      { removedLinks: [2] },
    ];
    for (const batch of taken) {
      subject.apply(batch);
      reasons.push(subject.linkVerdict().reason);
    }
    expect(reasons).to.deep.equal([
      'no-address',
      'dad-pending',
      'link-usable',
      'no-carrier',
      'link-usable',
      'no-address',
      'no-interface',
    ]);
  });

  it('is refused when flags are told of an interface that was never described', () => {
    const state = { index: 9, up: true, carrier: true, operState: 'up' } as const;
    expect(() => connected().apply({ links: [state] })).to.throw(Error, 'interface 9');
  });

  it('is an address that appeared, changed, and went, with the name of its interface', () => {
    const subject = table();
    subject.apply({ links: [link(2, 'eth0')] });
    const [before, after] = [address(2, '2001:db8::2/64', { tentative: true }), address(2, '2001:db8::2/64')];
    const name = 'eth0';
    expect(subject.apply({ addresses: [before] }).addresses).to.deep.equal([
      { interface: name, previous: null, current: before },
    ]);
    expect(subject.apply({ addresses: [after] }).addresses).to.deep.equal([
      { interface: name, previous: before, current: after },
    ]);
    expect(subject.apply({ removedAddresses: [after] }).addresses).to.deep.equal([
      { interface: name, previous: after, current: null },
    ]);
    expect([...subject.addressesOf(2)]).to.deep.equal([]);
  });

  it('tells addresses apart by interface, address and prefix length', () => {
    const subject = table();
    const three = [address(2, '10.0.0.2/24'), address(2, '10.0.0.2/32'), address(3, '10.0.0.2/24')];
    expect(subject.apply({ addresses: three }).addresses.map(({ previous }) => previous)).to.deep.equal([
      null,
      null,
      null,
    ]);
    expect([...subject.addressesOf(2)]).to.have.length(2);
  });

  it('is the addresses of an interface too when that goes', () => {
    const gone = connected().apply({ removedLinks: [2] });
    expect(gone.addresses).to.deep.equal([{ interface: 'eth0', previous: address(2, '10.0.0.2/24'), current: null }]);
  });

  it('is nothing when something goes that was not there', () => {
    expect(connected().apply({ removedLinks: [9], removedAddresses: [address(2, '10.9.9.9/24')] })).to.deep.equal({
      links: [],
      addresses: [],
    });
  });

  it('keeps the interface that takes over the index of one that goes in the same batch', () => {
    const subject = connected();
    subject.apply({ removedLinks: [2], links: [link(2, 'eth9')], addresses: [address(2, '10.9.0.2/24')] });
    expect(subject.link(2)?.name).to.equal('eth9');
    expect([...subject.addressesOf(2)].map((each) => each.address)).to.deep.equal(['10.9.0.2']);
  });
});

describe('an interface in the table', () => {
  it('is known by its new name alone once it is renamed', () => {
    const subject = connected();
    subject.apply({ links: [link(2, 'uplink')] });
    expect(subject.linkByName('eth0')).to.equal(undefined);
    expect(subject.linkByName('uplink')?.index).to.equal(2);
    expect(subject.path(HOST)?.interface).to.equal('uplink');
  });
});

describe('the way to a watched destination', () => {
  it('is null while the source has not answered', () => {
    expect(connected().path(query(2, '192.0.2.2'))).to.equal(null);
  });

  it('names the interface, gateway and source', () => {
    expect(connected().path(HOST)).to.include({
      usable: true,
      reason: 'link-usable',
      interface: 'eth0',
      gateway: '10.0.0.1',
      source: '10.0.0.2',
    });
  });

  for (const [what, differences] of [
    ['gateway', { gateway: '10.0.0.9' }],
    ['source', { source: '10.0.0.3' }],
    ['interface', { interfaceIndex: 3 }],
    ['destination: this machine itself', { local: true }],
  ] as const) {
    it(`has another key with another ${what}`, () => {
      const subject = connected();
      subject.apply({ links: [link(3, 'eth1')] });
      const before = subject.path(HOST)?.key;
      subject.apply({ paths: [path(1, differences)] });
      expect(subject.path(HOST)?.usable).to.equal(true);
      expect(subject.path(HOST)?.key).to.not.equal(before);
    });
  }

  it('has another key when the carrier goes, although the kernel answers the same', () => {
    const subject = connected();
    const before = subject.path(HOST)?.key;
    subject.apply({ links: [link(2, 'eth0', { carrier: false })] });
    expect(subject.path(HOST)).to.include({ usable: false, reason: 'no-carrier' });
    expect(subject.path(HOST)?.key).to.not.equal(before);
  });

  it('has the same key when nothing about it changed', () => {
    const subject = connected();
    const before = subject.path(HOST)?.key;
    subject.apply({ links: [link(2, 'eth0', { mtu: 1400 })], paths: [path(1)] });
    expect(subject.path(HOST)?.key).to.equal(before);
  });

  it('is forgotten when it is no longer watched', () => {
    const subject = connected();
    subject.retainPaths([query(2, '192.0.2.2')]);
    expect(subject.path(HOST)).to.equal(null);
  });

  it('is kept while it is watched', () => {
    const subject = connected();
    subject.retainPaths([HOST]);
    expect(subject.path(HOST)?.usable).to.equal(true);
  });
});

describe('when there is no way', () => {
  it('the interface that was used last is named if it is broken', () => {
    const subject = connected();
    subject.apply({ links: [link(2, 'eth0', { up: false }), link(3, 'eth1')], addresses: [address(3, '10.0.1.2/24')] });
    subject.apply({ paths: [noPath(1)] });
    expect(subject.path(HOST)).to.include({ usable: false, reason: 'interface-down' });
  });

  it('the interface that was used last is missed if it is gone', () => {
    const subject = connected();
    subject.apply({ removedLinks: [2], paths: [noPath(1)] });
    expect(subject.path(HOST)).to.include({ usable: false, reason: 'no-interface' });
  });

  it('an interface that does not count is not missed, wherever the way led last', () => {
    const subject = table([], ['docker*']);
    subject.apply({ links: [link(2, 'eth0')], addresses: [address(2, '10.0.0.2/24')] });
    subject.apply({ paths: [path(1, { interfaceIndex: 9 })] });
    expect(subject.path(HOST)).to.include({ usable: false, reason: 'no-route', interface: null });
    subject.apply({ paths: [noPath(1)] });
    expect(subject.path(HOST)).to.include({ usable: false, reason: 'no-route' });
  });

  it('it is the route that is missing if that interface is well', () => {
    const subject = connected();
    subject.apply({ paths: [noPath(1)] });
    expect(subject.path(HOST)).to.include({ usable: false, reason: 'no-route' });
  });

  it('it is the address that is missing if no interface has one of the family', () => {
    const subject = connected();
    const host = query(2, '2001:db8::1');
    subject.apply({ paths: [noPath(2)] });
    expect(subject.path(host)).to.include({ usable: false, reason: 'no-address' });
  });

  it('it is the interface nearest to working that says why', () => {
    const subject = table();
    subject.apply({ links: [link(2, 'eth0', { up: false }), link(3, 'eth1', { carrier: false })], paths: [noPath(1)] });
    expect(subject.path(HOST)).to.include({ usable: false, reason: 'no-carrier' });
  });

  it('there is no interface if there is but lo', () => {
    const subject = table();
    subject.apply({ links: [loopback()], addresses: [address(1, '10.0.0.1/32')], paths: [noPath(1)] });
    expect(subject.path(HOST)).to.include({ usable: false, reason: 'no-interface' });
  });
});

describe('in link-only mode', () => {
  it('an interface that is up, with carrier and an address, is enough', () => {
    expect(connected().linkVerdict()).to.include({ usable: true, reason: 'link-usable' });
  });

  it('loopback, ignored and unpreferred interfaces are not', () => {
    const batch = {
      links: [loopback(), link(2, 'docker0')],
      addresses: [address(1, '10.1.0.1/8'), address(2, '172.17.0.1/16')],
    };
    for (const subject of [table([], ['docker*']), table(['eth0'])]) {
      subject.apply(batch);
      expect(subject.linkVerdict()).to.include({ usable: false, reason: 'no-interface' });
    }
  });

  it('an interface without an address is not', () => {
    const subject = table();
    subject.apply({ links: [link(2, 'eth0')] });
    expect(subject.linkVerdict()).to.include({ usable: false, reason: 'no-address' });
  });

  it('the way is that of the one with the least index, in whatever order they came', () => {
    const [eth0, eth1] = [link(2, 'eth0'), link(3, 'eth1')];
    const addresses = [address(2, '10.0.0.2/24'), address(3, '10.0.1.2/24')];
    const keys = [
      [eth0, eth1],
      [eth1, eth0],
    ].map((links) => {
      const subject = table();
      for (const each of links) subject.apply({ links: [each], addresses });
      return subject.linkPath().key;
    });
    expect(keys[0]).to.equal(keys[1]);
    const subject = table();
    subject.apply({ links: [eth1], addresses });
    expect(subject.linkPath().key).to.not.equal(keys[0]);
  });

  it('one good interface among broken ones is', () => {
    const subject = connected();
    subject.apply({ links: [link(3, 'eth1', { carrier: false }), link(4, 'eth2', { up: false })] });
    expect(subject.linkVerdict()).to.include({ usable: true });
  });
});
