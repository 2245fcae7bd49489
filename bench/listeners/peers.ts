import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const PEERS = fileURLToPath(new URL('../peers', import.meta.url));
const MISSING = path.join(PEERS, 'build/missing.json');
const GO_SOURCE = fileURLToPath(new URL('vishvananda', import.meta.url));

/** Debian's; another python3 that comes first in PATH does not have Debian's packages. */
export const PYTHON = '/usr/bin/python3';

/** Where Go's listener is built to. */
export const GO_PROGRAM: string = path.join(PEERS, 'build/vishvananda');

const NOT_INSTALLED = 'npm could not install it';

export type PeerName = 'netlink' | 'vishvananda' | 'pyroute2';

/** The packages that the retryer is compared with, all by one installation. */
const RETRY_PEERS: readonly string[] = [
  'cockatiel',
  '@lifeomic/attempt',
  'async-retry',
  'exponential-backoff',
  'p-retry',
];

/**
 * Gets, outside the lab, what the benches compare with, and writes down what can't be had and why. None of it is part of the
 * package or of its development dependencies, and a bench runs without any of it.
 */
export function preparePeers(progress: (line: string) => void): void {
  mkdirSync(path.dirname(MISSING), { recursive: true });
  const reasons: Record<PeerName, string | null> = {
    netlink: installPackages(['netlink']),
    vishvananda: buildVishvananda(),
    pyroute2: attempt(PYTHON, ['-c', 'import pyroute2'], 'Debian package python3-pyroute2 is not installed'),
  };
  for (const [name, reason] of Object.entries(reasons)) if (reason !== null) progress(`without ${name}: ${reason}`);
  writeFileSync(MISSING, JSON.stringify(reasons));
}

/** Why a peer is not there, or null when it is. */
export function whyMissing(name: PeerName): string | null {
  if (!existsSync(MISSING)) return 'nobody has asked for it';
  return (JSON.parse(readFileSync(MISSING, 'utf8')) as Record<PeerName, string | null>)[name];
}

/** Installs the retry peers, outside the lab. A bench runs without those that can't be had. */
export function prepareRetryPeers(progress: (line: string) => void): void {
  const reason = installPackages(RETRY_PEERS);
  if (reason !== null) progress(`without some peers: ${reason}`);
}

/** Of the retry peers that are not there, why. */
export function whyRetryPeersMissing(): Record<string, string> {
  const missing = RETRY_PEERS.filter((name) => !isInstalled(name));
  return Object.fromEntries(missing.map((name) => [name, NOT_INSTALLED]));
}

function isInstalled(name: string): boolean {
  return existsSync(path.join(PEERS, 'node_modules', name));
}

function installPackages(names: readonly string[]): string | null {
  if (names.every(isInstalled)) return null;
  const args = ['install', '--no-package-lock', '--no-audit', '--no-fund', '--prefix', PEERS];
  return attempt('npm', args, NOT_INSTALLED);
}

// By Debian's packages alone, with Go's own downloads off.
function buildVishvananda(): string | null {
  const environment = { GO111MODULE: 'off', GOPATH: '/usr/share/gocode', GOFLAGS: '' };
  return attempt(
    'go',
    ['build', '-o', GO_PROGRAM],
    'it needs the Debian packages golang-go and golang-github-vishvananda-netlink-dev',
    environment,
    GO_SOURCE,
  );
}

function attempt(
  command: string,
  args: string[],
  reason: string,
  environment: object = {},
  cwd = PEERS,
): string | null {
  const { status } = spawnSync(command, args, { cwd, env: { ...process.env, ...environment }, stdio: 'ignore' });
  return status === 0 ? null : reason;
}
