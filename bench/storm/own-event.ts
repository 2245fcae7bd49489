import { fileURLToPath } from 'node:url';
import { LineProcess } from '../events/line-process.ts';
import { LinkSwitch } from '../events/link-switch.ts';
import { StormWorld } from '../listeners/storm-world.ts';
import { percentiles } from '../percentiles.ts';

const MONITOR = fileURLToPath(new URL('../events/monitor-process.mjs', import.meta.url));

const PAIRS = 50;
// What is done for the first time is done slowly.
const WARM_UP_OUTAGES = 30;
const OUTAGES = 300;

/** How long eth0's own event took from the system call to the listener: medians of one round, in microseconds. */
export interface OwnEventRun {
  quietUs: number;
  stormUs: number;
}

/** Outages of eth0 while nothing else happens, and while interfaces that are ignored change as fast as one process can. */
export async function measureOwnEvents(
  rounds: number,
  ignored: readonly string[],
  progress: (line: string) => void,
): Promise<OwnEventRun[]> {
  await using world = await StormWorld.create();
  await using eth0 = new LinkSwitch(world.host);
  const options = JSON.stringify({ checkHosts: [], ignoreInterfaces: ignored });
  await using monitor = new LineProcess(world.host, process.execPath, MONITOR, options);
  await monitor.first();
  await world.storm(`create ${PAIRS}`);
  await outages(eth0, monitor, WARM_UP_OUTAGES);
  const runs: OwnEventRun[] = [];
  for (let round = 0; round < rounds; round++) {
    progress(`eth0's own event, without and with a storm of others: ${round + 1} of ${rounds}`);
    const quietUs = await outages(eth0, monitor, OUTAGES);
    runs.push({ quietUs, stormUs: await duringStorm(world, () => outages(eth0, monitor, OUTAGES)) });
  }
  return runs;
}

async function duringStorm(world: StormWorld, measure: () => Promise<number>): Promise<number> {
  let measuring = true;
  const measurement = measure().finally(() => (measuring = false));
  while (measuring) await world.storm('toggle 2');
  return measurement;
}

async function outages(eth0: LinkSwitch, monitor: LineProcess, count: number): Promise<number> {
  const samples: number[] = [];
  for (let outage = 0; outage < count; outage++) {
    for (const state of ['down', 'up'] as const) {
      eth0.set('eth0', state);
      const { nanoseconds } = await monitor.next(state);
      samples.push(Number(nanoseconds - (await eth0.begun())) / 1_000);
    }
  }
  return percentiles(samples).p50;
}
