import { addressFamily } from '../ip.ts';

/** The 4 or 16 bytes of a literal address. */
export function addressBytes(text: string): Uint8Array {
  if (addressFamily(text) !== 6) return Uint8Array.from(text.split('.'), Number);
  // The URL parser writes any form in groups of hexadecimal digits.
  const [head = '', tail] = new URL(`http://[${text}]`).hostname.slice(1, -1).split('::');
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const [first, last] = [groups(head), groups(tail ?? '')];
  const zeroes = Array.from({ length: 8 - first.length - last.length }, () => '0');
  return Uint8Array.from(
    [...first, ...zeroes, ...last].flatMap((group) => {
      const value = Number.parseInt(group, 16);
      return [value >> 8, value & 0xff];
    }),
  );
}

/** The text of 4 or 16 bytes, as short as RFC 5952 has it. */
export function addressText(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, group) =>
    ((bytes[group * 2]! << 8) | bytes[group * 2 + 1]!).toString(16),
  );
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

/** The address with all bits beyond the prefix zero. */
export function cutToPrefix(bytes: Uint8Array, prefixLength: number): Uint8Array {
  return bytes.map((byte, position) => byte & (0xff00 >> Math.min(8, Math.max(0, prefixLength - position * 8))));
}
