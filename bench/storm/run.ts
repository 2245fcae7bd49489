import { setTimeout as sleep } from 'node:timers/promises';
import { differences, dumpLinks } from '../listeners/links.ts';
import { ListenerProcess, type NetwakeReport } from '../listeners/listener-process.ts';
import { processorMs } from '../listeners/process-tree.ts';
import { StormWorld } from '../listeners/storm-world.ts';

/** 500 pairs, each up and down again 20 times, then deleted. */
const STORM: readonly string[] = ['create 500', 'toggle 40', 'delete'];

// For what a process has left to do after its start (a collector, a compiler), and for one that lags to catch up.
const SETTLE_MS = 1_000;

/** One storm, as one listener came through it. */
export interface StormRun {
  /** How the listener ended, or failed, or null: it lived. */
  ended: string | null;
  processorMs: number;
  /** Link messages that the kernel has sent. */
  sent: number;
  /** Those that the listener has read; of netwake with addresses and routes. */
  messages: number;
  overflows: number;
  /** Interfaces that its table has and the kernel has not, or the other way about, or in another state. */
  wrong: number;
  /** Of netwake alone. */
  resyncs: number | null;
  wakeups: number | null;
  loopDelayP99Ms: number | null;
  loopDelayMaxMs: number | null;
  rssGrowthBytes: number | null;
}

/** A storm in a new world over a new process of this command. */
export async function sufferStorm(command: readonly string[]): Promise<StormRun> {
  await using world = await StormWorld.create();
  await using listener = new ListenerProcess(world.host, command);
  await listener.ready();
  await sleep(SETTLE_MS);
  const before = await listener.report<NetwakeReport>();
  const spentBefore = await processorMs(listener.pid);
  await world.sent();
  await world.storm(...STORM);
  await sleep(SETTLE_MS);
  const spent = (await processorMs(listener.pid)) - spentBefore;
  const sent = await world.sent();
  const after = await listener.report<NetwakeReport>();
  const table = await dumpLinks(world.host);
  const since = (count: (report: NetwakeReport) => number | undefined): number =>
    (after === null ? 0 : (count(after) ?? 0)) - (before === null ? 0 : (count(before) ?? 0));
  return {
    ended: listener.ended ?? (after?.failed === true ? 'its monitor failed' : null),
    processorMs: spent,
    sent,
    messages: since(({ messages }) => messages),
    overflows: since(({ overflows }) => overflows),
    wrong: differences(after?.table ?? {}, table).length,
    resyncs: after?.resyncs === undefined ? null : since(({ resyncs }) => resyncs),
    wakeups: after?.wakeups === undefined ? null : since(({ wakeups }) => wakeups),
    loopDelayP99Ms: after?.loopDelayP99Ms ?? null,
    loopDelayMaxMs: after?.loopDelayMaxMs ?? null,
    rssGrowthBytes: after?.rssBytes === undefined ? null : since(({ rssBytes }) => rssBytes),
  };
}
