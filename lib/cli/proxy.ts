import type { Environment } from '../config/environment.ts';

/** A proxy that the environment names, without its credentials. */
export interface Proxy {
  /** `HTTPS_PROXY` */
  readonly variable: string;
  readonly host: string;
  readonly port: number;
}

// In the order in which curl(1) would take them for https.
const VARIABLES = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY', 'http_proxy', 'HTTP_PROXY'];
const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };
// What curl takes where none is given.
const OTHER_PORT = 1080;

/** The proxy by which programs are to go out; null when there is none. */
export function readProxy(environment: Environment): Proxy | null {
  for (const variable of VARIABLES) {
    const text = environment[variable];
    if (text === undefined || text === '') continue;
    const whole = text.includes('://') ? text : `http://${text}`;
    if (!URL.canParse(whole)) continue;
    const { protocol, hostname, port } = new URL(whole);
    if (hostname === '') continue;
    const host = hostname.replace(/^\[(.*)\]$/, '$1');
    return { variable, host, port: port === '' ? (PORTS[protocol] ?? OTHER_PORT) : Number(port) };
  }
  return null;
}
