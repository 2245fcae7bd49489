import { isIP } from 'node:net';
import { expect } from 'chai';
import fc from 'fast-check';
import { addressBytes, addressText } from '../../lib/record/address-bytes.ts';
import { Pseudonyms } from '../../lib/record/pseudonyms.ts';

const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
const ipv4 = fc.ipV4();
const ipv6 = fc.ipV6();

/** How many bits two addresses have in common from their beginning. */
function commonBits(left: string, right: string): number {
  const [one, other] = [addressBytes(left), addressBytes(right)];
  const bits = Array.from(one, (byte, index) => Math.clz32(byte ^ other[index]!) - 24);
  const differing = bits.findIndex((common) => common < 8);
  return differing === -1 ? bits.length * 8 : differing * 8 + bits[differing]!;
}

describe('pseudonyms', () => {
  const some = new Pseudonyms(new Uint8Array(32).fill(7), []);

  for (const special of [
    ...['127.0.0.1', '127.9.9.9', '0.0.0.0', '255.255.255.255', '224.0.0.251'],
    ...['::', '::1'],
  ]) {
    it(`leave ${special} what it is`, () => expect(some.address(special)).to.equal(special));
  }

  for (const [what, address, pattern] of [
    ['link-local IPv4', '169.254.7.9', /^169\.254\./],
    ['link-local IPv6', 'fe80::1:2:3:4', /^fe80::/],
    ['multicast', 'ff02::1:ff00:1234', /^ff02:/],
  ] as const) {
    it(`keep a ${what} address one, and change it`, () => {
      expect(some.address(address)).to.match(pattern).and.not.equal(address);
    });
  }

  it('make no link-local, loopback or multicast address of another', () => {
    const special = /^(127\.|169\.254\.|0\.|22[4-9]\.|2[345]\d\.|fe[89ab][\da-f]:|ff[\da-f]{2}:|::1?$)/;
    fc.assert(
      fc.property(key, fc.oneof(ipv4, ipv6), (bytes, address) => {
        const plain = addressText(addressBytes(address));
        const replaced = new Pseudonyms(bytes, []).address(plain);
        expect(special.test(replaced)).to.equal(special.test(plain));
        expect(isIP(replaced)).to.equal(isIP(plain));
      }),
      { numRuns: 2_000 },
    );
  });

  it('make nothing link-local of what lies close to it', () => {
    for (let salt = 0; salt < 64; salt++) {
      const pseudonyms = new Pseudonyms(new Uint8Array(32).fill(salt), []);
      expect(pseudonyms.address('fec0::1')).to.match(/^fe[c-f]/);
      expect(pseudonyms.address('169.253.1.1')).to.match(/^169\.(?!254\.)/);
      for (let octet = 1; octet < 224; octet++)
        if (octet !== 169) expect(pseudonyms.address(`${octet}.1.1.1`)).to.not.match(/^169\./);
    }
  });

  it('are different for different addresses, and share the prefixes that these share, from the first octet on', () => {
    fc.assert(
      fc.property(key, ipv4, fc.integer({ min: 8, max: 32 }), fc.nat(), (bytes, address, length, salt) => {
        const pseudonyms = new Pseudonyms(bytes, []);
        const neighbour = addressText(
          addressBytes(address).map((byte, index) => {
            const kept = Math.min(8, Math.max(0, length - index * 8));
            return byte ^ ((salt >> index) & (0xff >> kept));
          }),
        );
        // A special block has its own beginning.
        fc.pre(!/^(0|127|169|22[4-9]|2[345]\d)\./.test(address));
        const common = commonBits(address, neighbour);
        expect(commonBits(pseudonyms.address(address), pseudonyms.address(neighbour))).to.equal(common);
      }),
    );
  });

  it('are others with another key, and never the address itself', () => {
    const other = new Pseudonyms(new Uint8Array(32).fill(8), []);
    for (let host = 0; host < 256; host++) {
      const address = `10.0.0.${host}`;
      expect(some.address(address)).to.not.equal(other.address(address));
      expect(some.address(address)).to.not.match(/^10\./);
    }
  });

  it('number the interfaces, leave lo, and keep apart those that are ignored', () => {
    const pseudonyms = new Pseudonyms(new Uint8Array(32), ['docker*', 'br-?']);
    const names = ['eth0', 'lo', 'docker0', 'br-x', 'br-xy', 'eth0'].map((name) => pseudonyms.interfaceName(name));
    expect(names).to.deep.equal(['if1', 'lo', 'ign2', 'ign3', 'if4', 'if1']);
    expect(pseudonyms.patterns(['docker*', 'br-?'])).to.deep.equal(['ign*']);
    expect(pseudonyms.patterns(['docker*', 'kind:veth'])).to.deep.equal(['kind:veth', 'ign*']);
    expect(pseudonyms.patterns(['kind:veth'])).to.deep.equal(['kind:veth']);
    expect(pseudonyms.patterns([])).to.deep.equal([]);
  });

  it('name the check hosts by their order, and addresses among them as addresses', () => {
    expect(['db.lan', 'api.lan', 'db.lan'].map((name) => some.hostName(name))).to.deep.equal([
      'host1.test',
      'host2.test',
      'host1.test',
    ]);
    expect(some.hostName('localhost')).to.equal('localhost');
    expect(some.hostName('10.0.0.1')).to.equal(some.address('10.0.0.1'));
  });

  it('make hardware addresses locally administered ones, and leave those that say that there is none', () => {
    const mac = some.macText('00:1b:21:aa:bb:cc');
    expect(Number.parseInt(mac.slice(0, 2), 16) & 3).to.equal(2);
    expect(mac).to.not.include('1b:21');
    expect(some.macText('')).to.equal('');
    expect(some.macText('ff:ff:ff:ff:ff:ff')).to.equal('ff:ff:ff:ff:ff:ff');
  });

  it('read and write every address the way the kernel does', () => {
    fc.assert(
      fc.property(ipv6, (address) => {
        const text = addressText(addressBytes(address));
        expect(addressBytes(text)).to.deep.equal(addressBytes(address));
      }),
    );
    expect(addressText(addressBytes('2001:DB8:0:0:1:0:0:1'))).to.equal('2001:db8::1:0:0:1');
    expect(addressBytes('::ffff:1.2.3.4').slice(10)).to.deep.equal(Uint8Array.of(255, 255, 1, 2, 3, 4));
  });
});
