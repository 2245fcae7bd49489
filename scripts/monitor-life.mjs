// A monitor's life, for something that watches it from outside (valgrind.mjs): it starts, hears of a link that comes and goes,
// and stops. Only for a network of its own (lab.mjs): it makes an interface.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

if (process.env.NETWAKE_LAB === undefined) throw new Error('this makes an interface: run it with npm run lab');
const entry = path.resolve(fileURLToPath(import.meta.url), '../../dist/index.js');
const { NetworkMonitor } = await import(pathToFileURL(entry).href);

const ip = (...args) => execFileSync('ip', args, { stdio: 'inherit' });
const monitor = new NetworkMonitor({ checkHosts: [], enableNetlink: true });
await monitor.start();
const { events } = monitor.snapshot().backend;
if (events !== 'netlink') throw new Error(`the addon is not what tells of events, but ${events}`);

for (const command of [
  ['link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', 'eth1', 'index', '100'],
  ['address', 'add', '192.0.2.2/24', 'dev', 'eth0'],
  ['link', 'delete', 'eth0'],
]) {
  const heard = once(monitor, command[0]);
  ip(...command);
  await heard;
}
await monitor.stop();
