import { expect } from 'chai';
import { unpackBatch } from '../../lib/native/packed-batch.ts';
import type { SourceBatch } from '../../lib/sources/contract.ts';

/** Rows as the addon packs them, behind which the block holds what an earlier batch left. */
function unpack(words: number[], ...texts: string[]): SourceBatch {
  return unpackBatch(Uint32Array.of(...words, 8, 8, 8), words.length, texts);
}

describe('what the addon packs', () => {
  it('is nothing when no word counts', () => {
    expect(unpack([])).to.deep.equal({});
  });

  it('has a row for every kind of record', () => {
    const batch = unpack(
      [
        0, 7, 0b011, 6, 1500, 0, 1, 0b101, 0, 65_536, 1, 7, 0b001, 3, 2, 9, 3, 7, 4, 24, 0, 0b00, 4, 7, 6, 64, 2, 0b11,
      ].concat([5, 1, 0, 7, 5, 2, 1, 0, 6, 1, 4, 7, 254, 7, 8]),
      ...['eth0', 'veth', '02:00:00:00:00:01', 'lo', 'loopback', '', '10.0.0.2', 'fe80::1'],
      ...['', '10.0.0.1', '10.0.0.2', 'ENETUNREACH', '', '', 'default', '', 'receive-buffer-overflow'],
    );
    const lo = {
      index: 1,
      name: 'lo',
      kind: 'loopback',
      loopback: true,
      up: true,
      carrier: false,
      mtu: 65_536,
      mac: '',
    };
    const eth0 = { index: 7, name: 'eth0', kind: 'veth', loopback: false, up: true, carrier: true, mtu: 1500 };
    expect(batch).to.deep.equal({
      links: [
        { ...eth0, operState: 'up', mac: '02:00:00:00:00:01' },
        { ...lo, operState: 'unknown' },
        { index: 7, up: true, carrier: false, operState: 'lowerlayerdown' },
      ],
      removedLinks: [9],
      addresses: [address({ family: 4, address: '10.0.0.2', prefixLength: 24, scope: 'global' })],
      removedAddresses: [
        address({ family: 6, address: 'fe80::1', prefixLength: 64, scope: 'link', tentative: true, deprecated: true }),
      ],
      paths: [
        { id: 1, error: null, local: false, interfaceIndex: 7, gateway: '10.0.0.1', source: '10.0.0.2' },
        { id: 2, error: 'ENETUNREACH', local: true, interfaceIndex: 0, gateway: null, source: null },
      ],
      routes: [{ deleted: true, family: 4, destination: 'default', gateway: null, interfaceIndex: 7, table: 254 }],
      resync: 'receive-buffer-overflow',
      ready: true,
    });
  });

  it('is refused when it has rows that this version does not know', () => {
    expect(() => unpack([99])).to.throw(Error, '99');
  });
});

function address(differences: object): object {
  return { index: 7, tentative: false, deprecated: false, ...differences };
}
