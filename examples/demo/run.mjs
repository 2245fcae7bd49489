// `npm run demo [-- --outage 20s]`: pulls a cable under two downloads, in an internet made of network namespaces. Works for
// root and for ordinary users, sends nothing outside of this machine, and leaves nothing behind.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { searchPath, unmetRequirement } from './requirements.mjs';

const path = searchPath(process.env.PATH);
const unmet = unmetRequirement(path);
if (unmet !== null) {
  process.stderr.write(`demo: ${unmet}\n`);
  process.exit(1);
}

const demo = fileURLToPath(new URL('demo.ts', import.meta.url));
const node = [process.execPath, '--import', import.meta.resolve('tsx'), demo, ...process.argv.slice(2)];
// Without --fork, unshare becomes the demo: signals reach it. Its standard input closes when we die of whatever.
const child = spawn('unshare', ['--user', '--map-root-user', '--net', ...node], {
  stdio: ['pipe', 'inherit', 'inherit'],
  env: { ...process.env, PATH: path, NETWAKE_LAB: '1' },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
