import { createHmac } from 'node:crypto';
import { addressFamily } from '../ip.ts';
import { selectInterfaces } from '../table/selection.ts';
import { addressBytes, addressText } from './address-bytes.ts';

// What an IPv4 address may begin with that is no special block (RFC 6890).
const FIRST_OCTETS: readonly number[] = Array.from({ length: 224 }, (_, octet) => octet).filter(
  (octet) => octet !== 0 && octet !== 127 && octet !== 169,
);
const SECOND_OCTETS_OF_169: readonly number[] = Array.from({ length: 256 }, (_, octet) => octet).filter(
  (octet) => octet !== 254,
);

/** What the names of ignored interfaces begin with, so that a pattern can go on to find them. */
const IGNORED = 'ign';

/**
 * Names and addresses in the place of others: the same for the same, different for different, unguessable without the key.
 * Addresses that share a prefix share one of the same length afterwards, from the first octet on. Loopback, link-local,
 * multicast, unspecified and broadcast addresses stay what they are, for it is by these that ways are judged.
 */
export class Pseudonyms {
  readonly #key: Uint8Array;
  readonly #names = new Map<string, string>();
  readonly #hosts = new Map<string, string>();
  readonly #trees = new Map<string, Uint8Array>();
  readonly #ignored: (name: string) => boolean;

  /** @param ignorePatterns  what `ignoreInterfaces` has */
  constructor(key: Uint8Array, ignorePatterns: readonly string[]) {
    this.#key = key;
    const selection = selectInterfaces([], ignorePatterns);
    this.#ignored = (name) => !selection.counts(name);
  }

  /** `ignoreInterfaces`, so that it finds the same interfaces under their new names. */
  patterns(patterns: readonly string[]): string[] {
    // A kind of links gives nothing away.
    const kinds = patterns.filter((pattern) => pattern.startsWith('kind:'));
    return kinds.length === patterns.length ? kinds : [...kinds, `${IGNORED}*`];
  }

  interfaceName(name: string): string {
    if (name === '' || name === 'lo') return name;
    let known = this.#names.get(name);
    if (known === undefined)
      this.#names.set(name, (known = `${this.#ignored(name) ? IGNORED : 'if'}${this.#names.size + 1}`));
    return known;
  }

  hostName(name: string): string {
    if (name === 'localhost') return name;
    if (addressFamily(name) !== null) return this.address(name);
    let known = this.#hosts.get(name);
    // RFC 2606 keeps .test for such.
    if (known === undefined) this.#hosts.set(name, (known = `host${this.#hosts.size + 1}.test`));
    return known;
  }

  /** Its host is the cause of states; the rest is nobody's business. */
  url(text: string): string {
    const host = this.hostName(new URL(text).hostname.replace(/^\[(.*)\]$/, '$1'));
    return `http://${addressFamily(host) === 6 ? `[${host}]` : host}/`;
  }

  address(text: string): string {
    return addressFamily(text) === null ? text : addressText(this.addressBytes(addressBytes(text)));
  }

  addressBytes(bytes: Uint8Array): Uint8Array {
    return bytes.length === 4 ? this.#ipv4(bytes) : this.#ipv6(bytes);
  }

  mac(bytes: Uint8Array): Uint8Array {
    if (bytes.every((byte) => byte === 0) || bytes.every((byte) => byte === 0xff)) return bytes;
    const replaced = Uint8Array.from(this.#digest('mac', bytes).subarray(0, bytes.length));
    // Locally administered, and a group if it was one.
    replaced[0] = (replaced[0]! & 0xfc) | 2 | (bytes[0]! & 1);
    return replaced;
  }

  macText(text: string): string {
    if (text === '') return '';
    const bytes = Uint8Array.from(text.split(':'), (byte) => Number.parseInt(byte, 16));
    return Array.from(this.mac(bytes), (byte) => byte.toString(16).padStart(2, '0')).join(':');
  }

  #ipv4(bytes: Uint8Array): Uint8Array {
    const [first, second] = [bytes[0]!, bytes[1]!];
    if (first === 0 || first === 127 || first >= 224) return bytes;
    if (first === 169 && second === 254) return this.#scramble(bytes, 2);
    if (first === 169) return this.#scramble(this.#turn(bytes, 1, SECOND_OCTETS_OF_169), 2);
    return this.#scramble(this.#turn(bytes, 0, FIRST_OCTETS), 1);
  }

  #ipv6(bytes: Uint8Array): Uint8Array {
    const [first, second] = [bytes[0]!, bytes[1]!];
    if (bytes.subarray(0, 15).every((byte) => byte === 0) && bytes[15]! <= 1) return bytes;
    if (first === 0xff) return this.#scramble(bytes, 2);
    if (first === 0xfe && (second & 0xc0) === 0x80) return this.#scramble(bytes, 8);
    // Of what else begins so, none may become link-local.
    return this.#scramble(bytes, first === 0xfe ? 2 : 1);
  }

  // Another octet in any case: each of them moves by the same number of places.
  #turn(bytes: Uint8Array, position: number, octets: readonly number[]): Uint8Array {
    const [digest] = this.#digest('turn', Uint8Array.of(position));
    const places = 1 + (digest! % (octets.length - 1));
    const turned = Uint8Array.from(bytes);
    turned[position] = octets[(octets.indexOf(bytes[position]!) + places) % octets.length]!;
    return turned;
  }

  // Each bit from there on is turned over or not by what precedes it alone: so common prefixes stay common.
  #scramble(bytes: Uint8Array, from: number): Uint8Array {
    const scrambled = Uint8Array.from(bytes);
    for (let position = from; position < bytes.length; position++) {
      const tree = this.#tree(bytes.subarray(0, position));
      let node = 1;
      for (let bit = 7; bit >= 0; bit--) {
        const value = (bytes[position]! >> bit) & 1;
        scrambled[position]! ^= ((tree[node >> 3]! >> (node & 7)) & 1) << bit;
        node = node * 2 + value;
      }
    }
    return scrambled;
  }

  #tree(prefix: Uint8Array): Uint8Array {
    const id = Buffer.from(prefix).toString('hex');
    let tree = this.#trees.get(id);
    if (tree === undefined) this.#trees.set(id, (tree = this.#digest('tree', prefix)));
    return tree;
  }

  #digest(purpose: string, bytes: Uint8Array): Uint8Array {
    return createHmac('sha256', this.#key).update(purpose).update(bytes).digest();
  }
}
