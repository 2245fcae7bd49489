// A monitor as users run it, whose rounds are counted: prints `STATE NANOSECONDS` from a `state` listener and `check` at the
// end of each round. Its argument holds its options as JSON.
import { writeSync } from 'node:fs';
import { NetworkMonitor } from '../../dist/index.js';

const monitor = new NetworkMonitor(JSON.parse(process.argv[2] ?? '{}'));
monitor.on('state', ({ state }) => writeSync(1, `${state} ${process.hrtime.bigint()}\n`));
monitor.on('check', () => writeSync(1, 'check\n'));
await monitor.start();
const { backend } = monitor.snapshot();
if (backend.fallbackReason !== null) throw new Error(`not what is to be measured: ${backend.fallbackReason}`);
