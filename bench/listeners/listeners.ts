import { fileURLToPath } from 'node:url';
import { toolPath } from '../../scripts/native-tools.mjs';
import { GO_PROGRAM, type PeerName, PYTHON, whyMissing } from './peers.ts';

/** One that is compared with netwake. */
export interface Rival {
  name: 'c' | 'netlink' | 'ip monitor' | 'vishvananda' | 'pyroute2';
  command: () => string[];
  /** What must be there for it; null when nothing. */
  needs: PeerName | null;
}

/** What reports for people call them, and netwake in its ways. */
export const LISTENER_TITLES: Record<string, string> = {
  netwake: 'netwake',
  checking: 'netwake, a host checked',
  linkOnly: 'netwake, link-only',
  c: 'C',
  netlink: 'npm netlink (4 MiB buffer)',
  'ip monitor': 'ip monitor | Node',
  vishvananda: 'Go vishvananda/netlink',
  pyroute2: 'pyroute2',
  responsive: 'netwake, loop delay measured',
  cramped: 'netwake, 4 KiB buffer',
  ignoring: 'netwake, all of it ignored',
};

const NETWAKE = fileURLToPath(new URL('netwake-process.mjs', import.meta.url));
const NETLINK_PACKAGE = fileURLToPath(new URL('netlink-package-process.mjs', import.meta.url));
const IP_MONITOR = fileURLToPath(new URL('ip-monitor-process.mjs', import.meta.url));
const PYROUTE2 = fileURLToPath(new URL('pyroute2-process.py', import.meta.url));

const RIVALS: readonly Rival[] = [
  { name: 'c', command: () => [toolPath('table-epoll')], needs: null },
  { name: 'netlink', command: () => [process.execPath, NETLINK_PACKAGE], needs: 'netlink' },
  { name: 'ip monitor', command: () => [process.execPath, IP_MONITOR], needs: null },
  { name: 'vishvananda', command: () => [GO_PROGRAM], needs: 'vishvananda' },
  { name: 'pyroute2', command: () => [PYTHON, PYROUTE2], needs: 'pyroute2' },
];

/** Those that can be had here, and why the others can't. */
export function rivals(): { present: readonly Rival[]; missing: Record<string, string> } {
  const reasons = new Map(RIVALS.map((rival) => [rival, rival.needs === null ? null : whyMissing(rival.needs)]));
  const missing = [...reasons].flatMap(([{ name }, reason]) => (reason === null ? [] : [[name, reason]]));
  return {
    present: RIVALS.filter((rival) => reasons.get(rival) === null),
    missing: Object.fromEntries(missing) as Record<string, string>,
  };
}

/** The monitor in a process of its own, with these flags of netwake-process.mjs. */
export function netwake(...flags: readonly string[]): string[] {
  return [process.execPath, '--expose-gc', NETWAKE, ...flags];
}
