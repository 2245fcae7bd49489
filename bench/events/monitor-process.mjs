// The monitor under measurement, as users run it: compiled, in a process of its own; with default options, or with
// those that its argument holds as JSON. Prints `STATE NANOSECONDS` from a `state` listener.
import { writeSync } from 'node:fs';
import { NetworkMonitor } from '../../dist/index.js';

const monitor = new NetworkMonitor(JSON.parse(process.argv[2] ?? '{}'));
monitor.on('state', (change) => {
  const nanoseconds = process.hrtime.bigint();
  writeSync(1, `${change.state} ${nanoseconds}\n`);
});
await monitor.start();
const { backend } = monitor.snapshot();
if (backend.fallbackReason !== null) throw new Error(`not what is to be measured: ${backend.fallbackReason}`);
