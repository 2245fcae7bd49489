// A monitor as users run it, whose rounds are counted: prints `STATE NANOSECONDS` from a `state` listener and `check` at the
// end of each round. After `down` comes `limit MILLISECONDS`, rounded up: the longest that it waited for one of its hosts at the
// end of the last round that some host answered. Its argument holds its options as JSON.
import '../lab-only.mjs';
import { writeSync } from 'node:fs';
import { NetworkMonitor } from '../../dist/index.js';

const monitor = new NetworkMonitor(JSON.parse(process.argv[2] ?? '{}'));
let limitMs = 0;
const noteLimit = () => (limitMs = Math.ceil(Math.max(...monitor.snapshot().hosts.map(({ timeoutMs }) => timeoutMs))));
monitor.on('state', ({ state }) => {
  writeSync(1, `${state} ${process.hrtime.bigint()}\n`);
  if (state === 'down') writeSync(1, `limit ${limitMs}\n`);
});
monitor.on('check', ({ state }) => {
  if (state !== 'down') noteLimit();
  writeSync(1, 'check\n');
});
await monitor.start();
const { backend } = monitor.snapshot();
if (backend.fallbackReason !== null) throw new Error(`not what is to be measured: ${backend.fallbackReason}`);
