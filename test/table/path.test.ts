import { expect } from 'chai';
import type { AddressRecord, LinkRecord, PathRecord } from '../../lib/sources/contract.ts';
import { judgePath } from '../../lib/table/path.ts';
import { selectInterfaces } from '../../lib/table/selection.ts';
import type { Verdict } from '../../lib/table/verdict.ts';
import { USABLE } from '../../lib/table/verdict.ts';
import { address, link, noPath, path, query } from '../support/records.ts';

interface World {
  to?: string;
  record?: PathRecord;
  output?: LinkRecord | undefined;
  addresses?: AddressRecord[];
  ignored?: string[];
}

/** Judges the way to a host through eth0, which works unless told otherwise. */
function judge(world: World = {}): Verdict | null {
  const { to = '192.0.2.1', record = path(1), addresses = [], ignored = [] } = world;
  const output = 'output' in world ? world.output : link(2, 'eth0');
  return judgePath(query(1, to), record, output, () => addresses, selectInterfaces([], ignored));
}

describe('the way to a destination', () => {
  it('is usable when the kernel knows it and the interface carries', () => {
    expect(judge()).to.deep.equal(USABLE);
  });

  it('is prohibited when the kernel refuses it', () => {
    expect(judge({ record: noPath(1, 'EACCES') })).to.include({ usable: false, reason: 'prohibited' });
  });

  for (const errno of ['ENETUNREACH', 'EHOSTUNREACH', 'EINVAL']) {
    it(`is left to be explained when the kernel answers ${errno}`, () => {
      expect(judge({ record: noPath(1, errno) })).to.equal(null);
    });
  }

  it('is usable to this machine itself, whatever the interfaces do', () => {
    const output = link(1, 'lo', { up: false, carrier: false });
    expect(judge({ record: path(1, { local: true }), output })).to.deep.equal(USABLE);
  });

  it('is usable when the source cannot name the interface: it has looked for itself', () => {
    expect(judge({ record: path(1, { interfaceIndex: 0 }), output: undefined })).to.deep.equal(USABLE);
  });

  it('leads nowhere when its interface is not there', () => {
    expect(judge({ output: undefined })).to.include({ usable: false, reason: 'no-interface' });
  });

  it('is no way when it leads through an interface that does not count', () => {
    expect(judge({ ignored: ['eth*'] })).to.include({ usable: false, reason: 'no-route' });
    expect(judge({ ignored: ['kind:ether'] })).to.include({ usable: false, reason: 'no-route' });
  });

  it('is no way when its interface is not there, where sources tell nothing of some', () => {
    expect(judge({ output: undefined, ignored: ['docker*'] })).to.include({ usable: false, reason: 'no-route' });
  });

  it('is joined with the carrier: the kernel answers a route through a dead link', () => {
    expect(judge({ output: link(2, 'eth0', { carrier: false }) })).to.include({ usable: false, reason: 'no-carrier' });
    expect(judge({ output: link(2, 'eth0', { up: false }) })).to.include({ usable: false, reason: 'interface-down' });
  });
});

describe('the way to an IPv4 destination', () => {
  it('is usable with a source address of another interface', () => {
    expect(judge({ record: path(1, { source: '198.51.100.7' }), addresses: [] })).to.deep.equal(USABLE);
  });

  it('wants an address when the kernel chose none', () => {
    const record = path(1, { source: null });
    expect(judge({ record })).to.include({ usable: false, reason: 'no-address' });
    expect(judge({ record, addresses: [address(2, '10.0.0.2/24')] })).to.deep.equal(USABLE);
  });
});

describe('the way to an IPv6 destination', () => {
  const to = '2001:db8:53::1';
  const pending = address(2, '2001:db8::2/64', { tentative: true });
  const linkLocal = address(2, 'fe80::1/64', { scope: 'link' });

  it('is usable from a global address', () => {
    expect(judge({ to, record: path(1, { source: '2001:db8::2' }) })).to.deep.equal(USABLE);
  });

  for (const source of ['fe80::1', 'FE80::1', 'febf::1', '::1', null]) {
    it(`waits for duplicate address detection when the kernel meanwhile answers ${source ?? 'no source'}`, () => {
      const judged = judge({ to, record: path(1, { source }), addresses: [linkLocal, pending] });
      expect(judged).to.include({ usable: false, reason: 'dad-pending' });
    });
  }

  it('has no address when only a link-local one is there', () => {
    const judged = judge({ to, record: path(1, { source: 'fe80::1' }), addresses: [linkLocal] });
    expect(judged).to.include({ usable: false, reason: 'no-address' });
  });

  it('is usable from an address that merely looks like a link-local one', () => {
    expect(judge({ to, record: path(1, { source: 'fec0::1' }) })).to.deep.equal(USABLE);
  });

  it('is usable from a link-local address when the destination is link-local', () => {
    expect(judge({ to: 'fe80::2', record: path(1, { source: 'fe80::1' }) })).to.deep.equal(USABLE);
  });
});
