import { fileURLToPath } from 'node:url';
import { INTERNET_ADDRESSES } from '../../test/lab/support/lab.ts';

const at = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Somebody who finds out whether the network is there, again and again. */
export interface Contestant {
  title: string;
  script: string;
  /** Milliseconds between two of its checks where nobody says otherwise. */
  defaultIntervalMs: number;
  /** Arguments for `script`, with this interval. */
  args: (intervalMs: number) => string[];
}

const MONITOR = at('monitor-process.mjs');
const GET = at('get-process.mjs');

const DEFAULT_CHECK_MS = 10_000;
const NETWORK_MANAGER_MS = 300_000;

/**
 * is-online and NetworkManager ask servers by HTTP. Neither is run here, where there are no such servers: what stands for them
 * is a plain request for a short answer, one for each check. is-online asks two services for the public address beside, over DNS
 * and TLS, so its figures are the least that it can cost; it has no interval of its own, and is given netwake's.
 */
export const contestants: Record<string, Contestant> = {
  checking: {
    title: 'netwake, defaults',
    script: MONITOR,
    defaultIntervalMs: DEFAULT_CHECK_MS,
    args: (checkInterval) => [JSON.stringify({ checkInterval })],
  },
  trafficked: {
    title: 'netwake, in steady traffic that succeeds',
    script: MONITOR,
    defaultIntervalMs: DEFAULT_CHECK_MS,
    args: (checkInterval) => [JSON.stringify({ checkInterval }), String(checkInterval / 10)],
  },
  linkOnly: {
    title: 'netwake, link-only',
    script: MONITOR,
    defaultIntervalMs: DEFAULT_CHECK_MS,
    args: (checkInterval) => [JSON.stringify({ checkInterval, checkHosts: [] })],
  },
  isOnline: {
    title: 'is-online every 10 s, its HTTP alone',
    script: GET,
    defaultIntervalMs: DEFAULT_CHECK_MS,
    args: (intervalMs) => [String(intervalMs), INTERNET_ADDRESSES[0]!],
  },
  networkManager: {
    title: 'NetworkManager, a request every 300 s',
    script: GET,
    defaultIntervalMs: NETWORK_MANAGER_MS,
    args: (intervalMs) => [String(intervalMs), INTERNET_ADDRESSES[0]!],
  },
};
