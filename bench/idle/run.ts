import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { NEIGHBOURS, World } from '../events/world.ts';
import { ListenerProcess, type NetwakeReport } from '../listeners/listener-process.ts';
import { privateBytes, voluntarySwitches } from '../listeners/process-tree.ts';

const IDLE_PROCESS = fileURLToPath(new URL('../listeners/idle-process.mjs', import.meta.url));

// The reducer comes back some seconds after a collection, which our own question for the size causes.
const NODE_FLAGS: readonly string[] = ['--expose-gc', '--no-memory-reducer'];

// Many checks in a short time: what one costs does not depend on the time between them.
const CHECK_INTERVAL_MS = 250;

// A process that has just started still compiles and collects.
const SETTLE_MS = 2_000;
// What a report sets going.
const QUIET_AFTER_REPORT_MS = 500;
const MEASURED_MS = 6_000;

/** One quiet time of one process. */
export interface IdleRun {
  seconds: number;
  /** Of the event loop, for netlink. */
  netlinkWakeups: number;
  checks: number;
  /** Voluntary context switches of the main thread: its wake-ups, whatever they were for. */
  switches: number;
  rssBytes: number;
  privateBytes: number;
}

/** A process in a world in which nothing happens, with netwake or without, checking the neighbours or nobody. */
export async function idle(kind: 'netwake' | 'bare', checking: boolean): Promise<IdleRun> {
  await using world = await World.create();
  const flags = checking ? [`--hosts=${NEIGHBOURS.join()}`, `--interval=${CHECK_INTERVAL_MS}`] : ['--interval=10000'];
  if (kind === 'bare') flags.push('--without');
  await using process_ = new ListenerProcess(world.host, [process.execPath, ...NODE_FLAGS, IDLE_PROCESS, ...flags]);
  await process_.ready();
  await sleep(SETTLE_MS);
  const before = await process_.report<NetwakeReport>();
  await sleep(QUIET_AFTER_REPORT_MS);
  const switchesBefore = await voluntarySwitches(process_.pid);
  await sleep(MEASURED_MS);
  const switches = (await voluntarySwitches(process_.pid)) - switchesBefore;
  const after = await process_.report<NetwakeReport>();
  if (before === null || after === null) throw new Error(`an idle process ${process_.ended ?? 'answers no more'}`);
  return {
    seconds: MEASURED_MS / 1_000,
    netlinkWakeups: after.wakeups - before.wakeups,
    checks: after.checks - before.checks,
    switches,
    rssBytes: after.rssBytes,
    privateBytes: await privateBytes(process_.pid),
  };
}
