// A process that has nothing to do but to watch a network that does not change, or the same without netwake.
//   --without         no netwake: the same connects by node:net
//   --hosts A,B,C     what is checked; none: link-only
//   --interval MS     between checks
import { parseArgs } from 'node:util';
import { answer } from './answer.mjs';

const LONG_MS = 2 ** 31 - 1;
const PORT = 443;

// The young generation is resident as far as it has ever been used, and a day of any work uses all of it. A process without
// netwake that has only started has used a quarter.
const YOUNG_BYTES = 16 * 2 ** 20;

const { values } = parseArgs({
  options: {
    without: { type: 'boolean', default: false },
    hosts: { type: 'string', default: '' },
    interval: { type: 'string' },
  },
});
const checkHosts = values.hosts.split(',').filter(Boolean);
const counters = values.without ? await checkByHand() : await monitor();
useYoungGeneration();

answer(() => {
  // Twice: what the first lets go of, the second can give back.
  globalThis.gc();
  globalThis.gc();
  return { ...counters(), rssBytes: process.memoryUsage.rss() };
});

function useYoungGeneration() {
  const kept = [];
  for (let used = 0; used < YOUNG_BYTES; used += 1_024)
    kept[(used / 1_024) % 256] = Array.from({ length: 128 }, () => used);
}

async function monitor() {
  const { NetworkMonitor } = await import('../../dist/index.js');
  const watching = new NetworkMonitor({ checkHosts, checkInterval: Number(values.interval) });
  await watching.start();
  return () => watching.snapshot().counters;
}

async function checkByHand() {
  if (checkHosts.length === 0) {
    setInterval(() => {}, LONG_MS);
    return () => ({ checks: 0, wakeups: 0 });
  }
  const { connect } = await import('node:net');
  let checks = 0;
  setInterval(() => {
    checks++;
    for (const host of checkHosts)
      connect(PORT, host, function () {
        this.resetAndDestroy();
      });
  }, Number(values.interval));
  return () => ({ checks, wakeups: 0 });
}
