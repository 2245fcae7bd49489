// Enters a fresh user, mount and network namespace and runs a command there: `npm run lab -- CMD ARGS`. Works for root and
// for ordinary users, reaches nothing outside, and leaves nothing behind.
import { spawn } from 'node:child_process';

const [command, ...args] = process.argv.slice(2);
if (command === undefined) {
  process.stderr.write('usage: npm run lab -- COMMAND [ARGUMENTS]\n');
  process.exit(64);
}
const inside = 'ip link set lo up && exec "$@"';
const child = spawn(
  'unshare',
  ['--user', '--map-root-user', '--net', '--mount', '--kill-child', 'sh', '-c', inside, 'sh', command, ...args],
  {
    stdio: 'inherit',
    env: { ...process.env, NETWAKE_LAB: '1' },
  },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 128)));
