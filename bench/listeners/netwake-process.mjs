// The monitor under measurement, in a process of its own, compiled; link-only, unless it is given hosts to check.
//   --check HOST            repeatable
//   --receive-buffer BYTES  instead of netwake's default
//   --ignore PATTERN        repeatable
//   --loop-delay            measures the delay of the event loop, which costs processor time of its own
//   --tell                  listens, and reports what it was told
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { NetworkMonitor } from '../../dist/index.js';
import { loadAddon } from '../../dist/native/loader.js';
import { NativeProber } from '../../dist/probe/native.js';
import { NetlinkSource } from '../../dist/sources/netlink.js';
import { answer, monotonicMs, stateBits } from './answer.mjs';

const LOOP_DELAY_RESOLUTION_MS = 2;

const { values } = parseArgs({
  options: {
    'receive-buffer': { type: 'string' },
    'loop-delay': { type: 'boolean', default: false },
    check: { type: 'string', multiple: true, default: [] },
    ignore: { type: 'string', multiple: true, default: [] },
    tell: { type: 'boolean', default: false },
  },
});

const { addon } = loadAddon();
const lists = { preferredInterfaces: [], ignoreInterfaces: values.ignore };
const backend = () => ({
  source: new NetlinkSource(addon, values['receive-buffer'] && Number(values['receive-buffer']), lists),
  prober: new NativeProber(addon),
  snapshot: { events: 'netlink', probes: 'native', fallbackReason: null },
});
const monitor = new NetworkMonitor({ checkHosts: values.check, ignoreInterfaces: values.ignore }, { backend });
const told = { events: 0, links: {}, states: [] };
let changedAtMs = 0;
if (values.tell) {
  monitor.on('link', ({ previous, current }) => {
    told.events++;
    told.links[(current ?? previous).index] = current === null ? 0 : stateBits(current.up, current.carrier);
    changedAtMs = monotonicMs();
  });
  monitor.on('state', ({ state }) => told.states.push(state));
}
const delay = values['loop-delay'] ? monitorEventLoopDelay({ resolution: LOOP_DELAY_RESOLUTION_MS }) : null;

await monitor.start();
delay?.enable();
answer(() => {
  const loopDelayP99Ms = delay === null ? null : delay.percentile(99) / 1e6;
  const loopDelayMaxMs = delay === null ? null : delay.max / 1e6;
  const { interfaces, counters, reason } = monitor.snapshot();
  const table = Object.fromEntries(interfaces.map(({ index, up, carrier }) => [index, stateBits(up, carrier)]));
  globalThis.gc?.();
  const rssBytes = process.memoryUsage.rss();
  const delays = { loopDelayP99Ms, loopDelayMaxMs };
  const failed = reason === 'monitor-failed';
  const report = { ...counters, ...delays, changedAtMs, table, failed, rssBytes, told: { ...told } };
  // Each report tells of the time since the one before.
  told.events = 0;
  told.links = {};
  told.states = [];
  delay?.reset();
  return report;
});
