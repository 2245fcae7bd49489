import { InvalidOptionError } from '../errors.ts';
import { addressFamily } from '../ip.ts';

/** A host to verify the network by. */
export interface CheckHost {
  /** Literal address or name, without brackets. */
  host: string;
  /** Null: ports 53 and 443 are raced. */
  port: number | null;
}

/** What `checkHosts` takes: `'host'`, `'host:port'`, `'[v6]:port'`, a bare IPv6 literal, or an object. */
export type CheckHostInput = string | { host: string; port?: number };

/** The ports that are raced when none is given: DNS over TCP (RFC 7766) and HTTPS, which hardly any network blocks both of. */
export const RACED_PORTS: readonly number[] = [53, 443];

// RFC 1123 names, underscores allowed as they are in practice.
const NAME =
  /^(?=.{1,253}\.?$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*\.?$/i;

/** @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION` */
export function parseCheckHost(option: string, input: unknown): CheckHost {
  const parts = typeof input === 'string' ? split(input) : fromObject(input);
  if (parts === null || !isHost(parts.host)) {
    throw new InvalidOptionError(option, input, "a host: 'host', 'host:port', '[v6]:port' or { host, port }");
  }
  if (parts.port === null) return { host: parts.host, port: null };
  const port = typeof parts.port === 'string' && /^\d{1,5}$/.test(parts.port) ? Number(parts.port) : parts.port;
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new InvalidOptionError(option, input, 'a host with a port from 1 to 65535');
  }
  return { host: parts.host, port };
}

function isHost(host: unknown): host is string {
  if (typeof host !== 'string') return false;
  // A name that ends in digits only is a misspelt address: the resolver would take 1.2.3 for 1.2.0.3.
  return addressFamily(host) !== null || (NAME.test(host) && !/(?:^|\.)\d+\.?$/.test(host));
}

function split(text: string): { host: string; port: string | null } | null {
  if (addressFamily(text) !== null) return { host: text, port: null };
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(.*))?$/s.exec(text);
  const host = match?.[1] ?? match?.[2];
  if (match === null || host === undefined) return null;
  if (match[1] !== undefined && addressFamily(match[1]) !== 6) return null;
  return { host, port: match[3] ?? null };
}

function fromObject(input: unknown): { host: string; port: unknown } | null {
  if (input === null || typeof input !== 'object' || !('host' in input) || typeof input.host !== 'string') return null;
  for (const key of Object.keys(input)) if (key !== 'host' && key !== 'port') return null;
  return { host: input.host, port: 'port' in input && input.port !== undefined ? input.port : null };
}

/** `host:port`, with brackets where they are needed. */
export function formatCheckHost({ host, port }: CheckHost): string {
  if (port === null) return host;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
