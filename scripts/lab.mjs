// Enters a fresh user, mount and network namespace and runs a command there: `npm run lab -- CMD ARGS`. Works for root and
// for ordinary users, reaches nothing outside, and leaves nothing behind.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const [command, ...args] = process.argv.slice(2);
if (command === undefined) {
  process.stderr.write('usage: npm run lab -- COMMAND [ARGUMENTS]\n');
  process.exit(64);
}
const inside = 'ip link set lo up && exec "$@"';
// Without --fork (which --kill-child implies) unshare becomes the command: a forking unshare ignores SIGINT and SIGTERM.
const child = spawn(
  'unshare',
  ['--user', '--map-root-user', '--net', '--mount', 'sh', '-c', inside, 'sh', command, ...args],
  {
    stdio: 'inherit',
    env: { ...process.env, NETWAKE_LAB: '1' },
  },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
