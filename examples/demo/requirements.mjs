import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Each program that the demo runs, and the package of most distributions that has it. */
const PROGRAMS = { ip: 'iproute2', unshare: 'util-linux', nsenter: 'util-linux', sh: 'dash or bash' };

/** What keeps users from making namespaces: the file, the value that forbids, and the command that allows. */
const SWITCHES = [
  ['kernel/unprivileged_userns_clone', '0', 'sysctl kernel.unprivileged_userns_clone=1'],
  ['kernel/apparmor_restrict_unprivileged_userns', '1', 'sysctl kernel.apparmor_restrict_unprivileged_userns=0'],
  ['user/max_user_namespaces', '0', 'sysctl user.max_user_namespaces=15000'],
  ['user/max_net_namespaces', '0', 'sysctl user.max_net_namespaces=15000'],
];

/** Where programs are looked for. Many systems keep `ip` where ordinary users do not look. */
export function searchPath(path = '') {
  return [path, '/usr/sbin', '/sbin'].filter(Boolean).join(delimiter);
}

/**
 * One line that says what the demo lacks here and what to do about it; null when it lacks nothing.
 * @param {string} path  as in PATH
 * @returns {string | null}
 */
export function unmetRequirement(path) {
  if (process.platform !== 'linux') return `it is made of Linux network namespaces, and this is ${process.platform}`;
  for (const [program, owner] of Object.entries(PROGRAMS)) {
    if (!isInstalled(program, path)) return `\`${program}\` is not installed: install ${owner}`;
  }
  const created = tryInNamespace(path, 'ip link set lo up');
  if (created.status !== 0) return `user namespaces are not permitted here (${complaint(created)}): ${remedy()}`;
  const paired = tryInNamespace(path, 'ip link add a0 type veth peer name b0');
  if (paired.status !== 0) return `the kernel makes no veth pairs (${complaint(paired)}): as root, modprobe veth`;
  return null;
}

function isInstalled(program, path) {
  return path.split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function tryInNamespace(path, command) {
  const args = ['--user', '--map-root-user', '--net', 'sh', '-c', command];
  return spawnSync('unshare', args, { encoding: 'utf8', env: { ...process.env, PATH: path } });
}

function complaint({ stderr, error }) {
  return (stderr ?? '').trim().split('\n', 1)[0] || (error?.message ?? 'no reason given');
}

function remedy() {
  const commands = SWITCHES.filter(([file, forbids]) => read(`/proc/sys/${file}`) === forbids).map(
    ([, , command]) => command,
  );
  if (commands.length > 0) return `as root, ${commands.join(' and ')}`;
  return 'in a container, allow unshare(2), as docker run --privileged does; elsewhere see user_namespaces(7)';
}

function read(file) {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return null;
  }
}
