import { InvalidOptionError } from '../../errors.ts';
import { addressFamily } from '../../ip.ts';

/** Where a server listens: an address and a port, or a socket in the file system. */
export type ListenAddress = { readonly host: string; readonly port: number } | { readonly path: string };

const EXPECTED = 'ADDRESS:PORT, [V6]:PORT, localhost:PORT, or unix:/PATH';

/**
 * Reads `127.0.0.1:9469`, `[::1]:9469`, `localhost:9469` or `unix:/run/netwake.sock`. Port 0 leaves the choice to the system. No
 * other names, which would have to be looked up, and no bare port: whether that is every interface nobody should have to guess.
 *
 * @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION`
 */
export function parseListenAddress(option: string, value: unknown): ListenAddress {
  if (typeof value !== 'string') throw new InvalidOptionError(option, value, EXPECTED);
  // The kernel takes a path of 107 bytes, and Node cuts a longer one off without a word.
  if (/^unix:\/.+/.test(value) && Buffer.byteLength(value) <= 'unix:'.length + 107) return { path: value.slice(5) };
  const [, v6, v4, digits = ''] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(value) ?? [];
  const port = Number(digits);
  // Not by a lookup: it is to be this machine whatever the name service says.
  const host = v4 === 'localhost' ? '127.0.0.1' : (v6 ?? v4 ?? '');
  if (addressFamily(host) !== (v6 === undefined ? 4 : 6) || port > 65_535) {
    throw new InvalidOptionError(option, value, EXPECTED);
  }
  return { host, port };
}

/** Whether only this machine reaches it, by a port that the pages of its browsers reach too. */
export function isLoopback(address: ListenAddress): boolean {
  if ('path' in address) return false;
  // However it is written.
  const canonical = new URL(urlOf(address)).hostname;
  return canonical.startsWith('127.') || canonical === '[::1]' || canonical.startsWith('[::ffff:7f');
}

/** As `--listen` has it, and as a browser takes it. */
export function urlOf(address: ListenAddress): string {
  if ('path' in address) return `unix:${address.path}`;
  const { host, port } = address;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}/`;
}
