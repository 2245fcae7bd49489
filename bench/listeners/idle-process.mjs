// A process that has nothing to do but to watch a network that does not change, or the same without netwake.
//   --without         no netwake: the same connects by node:net
//   --hosts A,B,C     what is checked; none: link-only
//   --interval MS     between checks
import { parseArgs } from 'node:util';
import { answer } from './answer.mjs';

const LONG_MS = 2 ** 31 - 1;
const PORT = 443;

const { values } = parseArgs({
  options: {
    without: { type: 'boolean', default: false },
    hosts: { type: 'string', default: '' },
    interval: { type: 'string' },
  },
});
const checkHosts = values.hosts.split(',').filter(Boolean);
const counters = values.without ? await checkByHand() : await monitor();

answer(() => {
  // Twice: what the first lets go of, the second can give back.
  globalThis.gc();
  globalThis.gc();
  return { ...counters(), rssBytes: process.memoryUsage.rss() };
});

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
