// A link-only monitor of the interfaces that count, in a process of its own, compiled: it ignores what its arguments say.
// Prints `STATE NANOSECONDS` from a `state` listener.
import { writeSync } from 'node:fs';
import { NetworkMonitor } from '../../dist/index.js';

const monitor = new NetworkMonitor({ checkHosts: [], ignoreInterfaces: process.argv.slice(2) });
monitor.on('state', (change) => {
  const nanoseconds = process.hrtime.bigint();
  writeSync(1, `${change.state} ${nanoseconds}\n`);
});
await monitor.start();
const { backend } = monitor.snapshot();
if (backend.fallbackReason !== null) throw new Error(`not what is to be measured: ${backend.fallbackReason}`);
