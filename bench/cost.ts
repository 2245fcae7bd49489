import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { BenchOptions, BenchReport } from './benches.ts';
import { type Contestant, contestants } from './cost/contestants.ts';
import { environment } from './environment.ts';
import { LineProcess } from './events/line-process.ts';
import { processorMs } from './listeners/process-tree.ts';
import { round } from './percentiles.ts';
import { Network } from './recovery/network.ts';
import { heading, row, verdict } from './report.ts';
import { threshold } from './threshold.ts';

const SERVER = fileURLToPath(new URL('cost/server.mjs', import.meta.url));

// What a check costs does not depend on the time between two of them: many in a short time, and the sum for an hour.
const INTERVAL_MS = 250;
const CHECKS = 80;
const HOUR_MS = 3_600_000;
// A process that has just started still compiles.
const SETTLE_MS = 3_000;

const COUNT = [
  'nft add table inet cost',
  "nft add chain inet cost out '{ type filter hook output priority 0; }' && nft add rule inet cost out meta l4proto tcp counter",
  "nft add chain inet cost in '{ type filter hook input priority 0; }' && nft add rule inet cost in meta l4proto tcp counter",
].join(' && ');

/** What an hour of one contestant costs. */
interface Cost {
  contestant: string;
  packets: number;
  bytes: number;
  cpuMs: number;
}

interface Traffic {
  packets: number;
  bytes: number;
}

/** What does it cost to know, when nothing happens? */
export async function run({ rounds, progress }: BenchOptions): Promise<BenchReport> {
  const checks = rounds ?? CHECKS;
  const figures: Cost[] = [];
  await using network = await Network.create({ checkHosts: [] });
  await using server = new LineProcess(network.internet, process.execPath, SERVER);
  await server.first();
  await network.host.run(COUNT);
  for (const [name, contestant] of Object.entries(contestants)) {
    progress(`${contestant.title}, ${checks} checks`);
    figures.push({ contestant: name, ...(await measure(network, contestant, checks)) });
  }
  const idle = (name: string): number => figures.find(({ contestant }) => contestant === name)!.packets;
  const thresholds = [
    threshold('trafficked.packets', idle('trafficked'), 0, ''),
    threshold('linkOnly.packets', idle('linkOnly'), 0, ''),
  ];
  const pass = thresholds.every((each) => each.pass);
  const json = { bench: 'cost', pass, environment: environment(), checks, figures, thresholds };
  const lines = figures.map(({ contestant, packets, bytes, cpuMs }) => {
    const cells = [packets.toFixed(0), (bytes / 1_000).toFixed(1), cpuMs.toFixed(0)];
    return row(contestants[contestant]!.title, 44, cells);
  });
  const title = row('in an hour', 44, ['packets', 'kB', 'CPU ms']);
  return {
    pass,
    json,
    text: `${[heading(json.environment), '', title, ...lines, '', ...thresholds.map(verdict)].join('\n')}\n`,
  };
}

async function measure(network: Network, contestant: Contestant, checks: number): Promise<Omit<Cost, 'contestant'>> {
  const args = contestant.args(INTERVAL_MS);
  await using process_ = new LineProcess(network.host, process.execPath, contestant.script, ...args);
  await process_.next('ready');
  await sleep(SETTLE_MS);
  const [before, cpuBefore] = [await traffic(network), await processorMs(process_.pid)];
  await sleep(checks * INTERVAL_MS);
  const [after, cpuAfter] = [await traffic(network), await processorMs(process_.pid)];
  const toAnHour = HOUR_MS / contestant.defaultIntervalMs / checks;
  return {
    packets: round((after.packets - before.packets) * toAnHour),
    bytes: round((after.bytes - before.bytes) * toAnHour),
    cpuMs: round((cpuAfter - cpuBefore) * toAnHour),
  };
}

/** TCP that has gone out and come in: of ARP and IPv6's own there is some whoever asks. */
async function traffic(network: Network): Promise<Traffic> {
  const text = await network.host.run('nft list chain inet cost out; nft list chain inet cost in');
  const sum = { packets: 0, bytes: 0 };
  for (const [, packets, bytes] of text.matchAll(/packets (\d+) bytes (\d+)/g)) {
    sum.packets += Number(packets);
    sum.bytes += Number(bytes);
  }
  return sum;
}
