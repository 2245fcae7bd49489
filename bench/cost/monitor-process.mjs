// A monitor in steady state. Arguments: its options as JSON, and the milliseconds between two successes of an application
// that it is told of, if there is one. Says `ready NANOSECONDS` when it is up.
import '../lab-only.mjs';
import { NetworkMonitor } from '../../dist/index.js';

const [options, everyMs] = process.argv.slice(2);
const monitor = new NetworkMonitor(JSON.parse(options));
await monitor.start();
const { backend, state } = monitor.snapshot();
if (backend.fallbackReason !== null) throw new Error(`not what is to be measured: ${backend.fallbackReason}`);
if (state !== 'up') throw new Error(`not what is to be measured: ${state}`);
if (everyMs !== undefined) setInterval(() => monitor.reportSuccess(), Number(everyMs));
process.stdout.write(`ready ${process.hrtime.bigint()}\n`);
