import { expect } from 'chai';
import fc from 'fast-check';
import { addressBytes } from '../../lib/record/address-bytes.ts';
import { Anonymizer } from '../../lib/record/anonymizer.ts';
import type { Entry, Header, RecordedSettings } from '../../lib/record/format.ts';
import { type Attribute, attributes, message, nameBytes } from '../support/datagram.ts';

const SETTINGS: RecordedSettings = {
  checkIntervalMs: 1,
  checkTimeoutMs: 1,
  checkHosts: [],
  auditIntervalMs: null,
  preferredInterfaces: [],
  ignoreInterfaces: [],
};
// linux/rtnetlink.h, linux/if_link.h, linux/if_addr.h
const [NEWLINK, NEWADDR, NEWROUTE, NEWNEIGH] = [16, 20, 24, 28];
const IFLA = {
  ADDRESS: 1,
  BROADCAST: 2,
  IFNAME: 3,
  MTU: 4,
  LINKINFO: 18,
  IFALIAS: 20,
  PROP_LIST: 52,
  PERM_ADDRESS: 54,
};
const IFA = { ADDRESS: 1, LOCAL: 2, LABEL: 3 };
const RTA = { DST: 1, SRC: 2, GATEWAY: 5, PREFSRC: 7, MULTIPATH: 9, VIA: 18 };

/** Everything in a network that is nobody's business: long enough not to turn up by chance. */
const secrets = fc.record({
  name: fc.stringMatching(/^[a-z]{8,15}$/),
  alias: fc.stringMatching(/^[A-Z]{8,20}$/),
  mac: fc.uint8Array({ minLength: 6, maxLength: 6 }).filter((bytes) => bytes.some((byte) => byte % 255 !== 0)),
  ipv4: fc.ipV4().filter((address) => !/^(0|127|22[4-9]|2[345]\d)\./.test(address)),
  ipv6: fc.ipV6().map((address) => addressBytes(address)),
  key: fc.uint8Array({ minLength: 32, maxLength: 32 }),
});

describe('an anonymized datagram', () => {
  const rewrite = (key: Uint8Array, datagram: Buffer): Buffer => {
    const entry: Entry = { at: 0, type: 'read', tape: [datagram.toString('base64')] };
    const anonymous = new Anonymizer(key, SETTINGS).entry(entry);
    if (anonymous.type !== 'read') throw new Error('another entry');
    return Buffer.from(anonymous.tape[0]!, 'base64');
  };

  it('has none of the names, hardware addresses and addresses left, wherever they stood', () => {
    fc.assert(
      fc.property(secrets, ({ name, alias, mac, ipv4, ipv6, key }) => {
        fc.pre(ipv6.some((byte, index) => index > 7 && byte !== 0) && ipv6[0] !== 0);
        const four = addressBytes(ipv4);
        const [nameText, aliasText] = [nameBytes(name), nameBytes(alias)];
        const link: Attribute[] = [
          [IFLA.IFNAME, nameText],
          [IFLA.MTU, Buffer.of(0xdc, 5, 0, 0)],
          [IFLA.ADDRESS, mac],
          [IFLA.BROADCAST, mac],
          [IFLA.PERM_ADDRESS, mac],
          [IFLA.IFALIAS, aliasText],
          [IFLA.PROP_LIST, attributes([[53, aliasText]])],
          [
            IFLA.LINKINFO,
            attributes([
              [1, nameBytes('gre')],
              [2, attributes([[6, four]])],
            ]),
          ],
        ];
        const address = (family: number, bytes: Uint8Array): Buffer =>
          message(NEWADDR, Buffer.of(family, 24, 0, 0, 2, 0, 0, 0), [
            [IFA.ADDRESS, bytes],
            [IFA.LOCAL, bytes],
            [IFA.LABEL, nameText],
          ]);
        const route = (family: number, bytes: Uint8Array): Buffer =>
          message(NEWROUTE, Buffer.of(family, 128, 0, 0, 254, 2, 0, 1, 0, 0, 0, 0), [
            [RTA.DST, bytes],
            [RTA.SRC, bytes],
            [RTA.GATEWAY, bytes],
            [RTA.PREFSRC, bytes],
            [RTA.VIA, bytes],
            [RTA.MULTIPATH, attributes([[RTA.GATEWAY, bytes]])],
          ]);
        const datagram = Buffer.concat([
          message(NEWLINK, Buffer.alloc(16, 1), link),
          ...[address(2, four), address(10, ipv6), route(2, four), route(10, ipv6)],
          message(NEWNEIGH, Buffer.alloc(12), [
            [1, four],
            [2, mac],
          ]),
        ]);
        const anonymous = rewrite(key, datagram);
        for (const secret of [name, alias, mac, four, ipv6])
          expect(anonymous.includes(Buffer.from(secret)), String(secret)).to.equal(false);
        // And it is not empty for that.
        expect(anonymous.includes('if1')).to.equal(true);
      }),
    );
  });

  it('calls an interface what the settings call it, whatever the letters of its name', () => {
    const name = 'wl\u00e4n0';
    const entry: Entry = {
      at: 0,
      type: 'read',
      tape: [message(NEWLINK, Buffer.alloc(16, 1), [[IFLA.IFNAME, nameBytes(name)]]).toString('base64')],
    };
    const settings = { ...SETTINGS, preferredInterfaces: [name] };
    const anonymizer = new Anonymizer(new Uint8Array(32), settings);
    anonymizer.header({ settings, checkpoint: null } as unknown as Header);
    const anonymous = anonymizer.entry(entry);
    if (anonymous.type !== 'read') throw new Error('another entry');
    expect(Buffer.from(anonymous.tape[0]!, 'base64').includes('if1\0')).to.equal(true);
  });

  it('says the same with the same key, and something else with another', () => {
    const datagram = message(NEWLINK, Buffer.alloc(16, 1), [
      [IFLA.IFNAME, nameBytes('eth0')],
      [IFLA.ADDRESS, Buffer.of(2, 0, 0, 0, 0, 9)],
    ]);
    const key = new Uint8Array(32);
    expect(rewrite(key, datagram)).to.deep.equal(rewrite(key, datagram));
    expect(rewrite(key, datagram)).to.not.deep.equal(rewrite(new Uint8Array(32).fill(1), datagram));
  });
});

describe('an anonymized entry', () => {
  const anonymizer = new Anonymizer(new Uint8Array(32), { ...SETTINGS, ignoreInterfaces: ['docker*'] });
  const address = {
    index: 2,
    family: 4,
    prefixLength: 24,
    scope: 'global',
    tentative: false,
    deprecated: false,
  } as const;
  const query = { id: 1, family: 4, address: '10.9.8.7', interfaceIndex: 0 } as const;
  const path = { id: 1, error: null, local: false, interfaceIndex: 2, gateway: '10.9.8.1', source: '10.9.8.7' };

  const entries: Entry[] = [
    { at: 0, type: 'read', tape: ['!overflow'], paths: [path] },
    {
      at: 0,
      type: 'batch',
      batch: {
        links: [
          {
            index: 2,
            name: 'secret0',
            kind: 'ether',
            loopback: false,
            up: true,
            carrier: true,
            operState: 'up',
            mtu: 1,
            mac: '00:1b:21:aa:bb:cc',
          },
        ],
        addresses: [{ ...address, address: '10.9.8.7' }],
        removedAddresses: [{ ...address, address: '10.9.8.7' }],
        paths: [path],
        routes: [
          { deleted: false, family: 4, destination: '10.9.8.0/24', gateway: '10.9.8.1', interfaceIndex: 2, table: 254 },
        ],
      },
    },
    { at: 0, type: 'watch', queries: [query], paths: [path] },
    {
      at: 0,
      type: 'probe',
      probe: 1,
      target: { family: 4, address: '10.9.8.7', port: 1, interface: 'secret0', timeoutMs: 1 },
    },
    { at: 0, type: 'outcome', probe: 1, error: null, rttMs: 1, source: '10.9.8.7' },
    { at: 0, type: 'lookup', lookup: 1, name: 'secret.example' },
    { at: 0, type: 'answer', lookup: 1, addresses: [{ family: 4, address: '10.9.8.7' }] },
    { at: 0, type: 'failure', message: 'secret0 has failed at 10.9.8.7' },
    {
      at: 0,
      type: 'state',
      state: 'up',
      previous: 'down',
      reason: 'unreachable',
      cause: { type: 'probe', interface: 'secret0', host: 'secret.example' },
    },
  ];

  for (const entry of entries) {
    it(`of type ${entry.type} has none left`, () => {
      const text = JSON.stringify(anonymizer.entry(entry));
      expect(text).to.not.match(/secret|10\.9\.8|1b:21|bb:cc/);
      expect(JSON.parse(text))
        .to.include({ type: entry.type })
        .and.to.have.all.keys(...Object.keys(entry));
    });
  }

  it('has destinations that are networks still', () => {
    const batch = anonymizer.entry(entries[1]!);
    if (batch.type !== 'batch') throw new Error('another entry');
    expect(batch.batch.routes![0]!.destination).to.match(/\.0\/24$/);
  });
});
