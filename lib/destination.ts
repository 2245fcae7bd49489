import { InvalidOptionError } from './errors.ts';
import { type CheckHost, formatCheckHost, parseCheckHost } from './monitor/check-host.ts';

/** Where an operation goes to. */
export interface Destination {
  /** Equal for equal destinations, and what it is called by. */
  readonly key: string;
  /** Null when it is this machine: loopback, or a socket in the file system. */
  readonly host: CheckHost | null;
}

/** One that is not this machine. */
export type Remote = Destination & { readonly host: CheckHost };

export function isRemote(destination: Destination): destination is Remote {
  return destination.host !== null;
}

/** Of the protocols that URLs of services begin with. The URL parser leaves out a port that is http's or https's own. */
const PORTS: Readonly<Record<string, number>> = {
  http: 80,
  ws: 80,
  https: 443,
  wss: 443,
  ftp: 21,
  ssh: 22,
  sftp: 22,
  smtp: 25,
  ldap: 389,
  ldaps: 636,
  mqtt: 1883,
  mqtts: 8883,
  mysql: 3306,
  nats: 4222,
  postgres: 5432,
  postgresql: 5432,
  amqp: 5672,
  amqps: 5671,
  redis: 6379,
  rediss: 6379,
  mongodb: 27017,
};

// A path, a pipe of Windows, and the ways in which clients write a socket as a URL.
const SOCKET = /^(?:[/\\]|\.{1,2}\/|@|(?:[a-z]+\+)?unix:|npipe:)/i;

const EXPECTED = "a destination: 'host', 'host:port', '[v6]:port', a URL, or the path of a Unix socket";

/** @throws InvalidOptionError `ERR_NETWAKE_INVALID_OPTION` */
export function parseDestination(option: string, input: unknown): Destination {
  if (input instanceof URL) return fromUrl(option, input, input);
  if (typeof input !== 'string' || input === '') throw new InvalidOptionError(option, input, EXPECTED);
  if (SOCKET.test(input)) return { key: input, host: null };
  if (input.includes('://')) {
    if (!URL.canParse(input)) throw new InvalidOptionError(option, input, EXPECTED);
    return fromUrl(option, new URL(input), input);
  }
  try {
    return of(parseCheckHost(option, input));
  } catch (error) {
    throw new InvalidOptionError(option, input, EXPECTED, { cause: error });
  }
}

function fromUrl(option: string, url: URL, input: unknown): Destination {
  const protocol = url.protocol.slice(0, -1);
  if (SOCKET.test(url.protocol)) return { key: url.href, host: null };
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = url.port === '' ? PORTS[protocol] : Number(url.port);
  try {
    return of(parseCheckHost(option, port === undefined ? { host } : { host, port }));
  } catch (error) {
    throw new InvalidOptionError(option, input instanceof URL ? input.href : input, EXPECTED, { cause: error });
  }
}

function of({ host, port }: CheckHost): Destination {
  const lower = { host: host.toLowerCase(), port };
  return { key: formatCheckHost(lower), host: isLoopback(lower.host) ? null : lower };
}

// RFC 6761 has names below localhost loopback, too. A connect to the unspecified address is one to this machine.
function isLoopback(host: string): boolean {
  if (/^(?:.+\.)?localhost\.?$/.test(host) || /^127(?:\.\d+){3}$/.test(host) || host === '0.0.0.0') return true;
  if (!host.includes(':')) return false;
  // However it is written.
  const canonical = new URL(`http://[${host}]`).hostname;
  return canonical === '[::1]' || canonical === '[::]' || /^\[::ffff:7f[0-9a-f]{2}:/.test(canonical);
}
