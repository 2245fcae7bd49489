// The monitor under measurement, as users run it: compiled, in a process of its own, with the options that its argument holds
// as JSON. Prints `STATE NANOSECONDS` from a `state` listener, and hears on each line of standard input that an operation failed
// by the network, as a retryer would tell it. To the line `limit` it answers `limit MILLISECONDS`, rounded up: the longest that
// it waits for one of its hosts now.
import '../lab-only.mjs';
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { NetworkMonitor } from '../../dist/index.js';

const FAILURE = Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' });

const monitor = new NetworkMonitor(JSON.parse(process.argv[2] ?? '{}'));
monitor.on('state', (change) => {
  const nanoseconds = process.hrtime.bigint();
  writeSync(1, `${change.state} ${nanoseconds}\n`);
});
createInterface({ input: process.stdin }).on('line', (line) => {
  if (line === 'limit') {
    const longestMs = Math.max(...monitor.snapshot().hosts.map(({ timeoutMs }) => timeoutMs));
    writeSync(1, `limit ${Math.ceil(longestMs)}\n`);
  } else monitor.reportFailure(FAILURE);
});
await monitor.start();
const { backend } = monitor.snapshot();
if (backend.fallbackReason !== null) throw new Error(`not what is to be measured: ${backend.fallbackReason}`);
