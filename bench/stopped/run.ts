import { setTimeout as sleep } from 'node:timers/promises';
import { differences, dumpLinks } from '../listeners/links.ts';
import { type LinkTable, ListenerProcess, type NetwakeReport } from '../listeners/listener-process.ts';
import { StormWorld } from '../listeners/storm-world.ts';

// For what a start leaves to do, and for the kernel's own work queues after the last change.
const SETTLE_MS = 500;

// What is not right by then is called wrong.
const PATIENCE_MS = 1_000;

/** One stop, as one listener came through it. */
export interface StoppedRun {
  ended: string | null;
  /** Interfaces in another state than before the stop. */
  changed: number;
  /** Of its table, before the stop and a second after it went on. */
  wrongBefore: number;
  wrong: number;
  overflows: number;
  /** From SIGCONT to the last change of its table; null when that did not make it right. */
  untilRightMs: number | null;
  /** Of netwake alone: interfaces whose change its listener was not told, or whose last event is not how they are. */
  mistold: number | null;
  /** Of netwake alone: link events beyond one for each interface that changed. */
  replayed: number | null;
  states: string[] | null;
}

/**
 * 500 veth pairs, every second of them up. While the listener is stopped each changes its state three times, and the host's
 * own interface goes down.
 */
export async function sufferStop(command: readonly string[]): Promise<StoppedRun> {
  await using world = await StormWorld.create();
  await world.storm('create 500', 'mix');
  await sleep(SETTLE_MS);
  await using listener = new ListenerProcess(world.host, command);
  await listener.ready();
  await sleep(SETTLE_MS);
  const tableBefore = await dumpLinks(world.host);
  const before = await listener.report<NetwakeReport>();
  await listener.signal('SIGSTOP');
  await world.storm('toggle 3');
  await world.host.run('ip link set eth0 down');
  await sleep(SETTLE_MS);
  const continuedAtMs = Number(process.hrtime.bigint()) / 1e6;
  await listener.signal('SIGCONT');
  await sleep(PATIENCE_MS);
  const after = await listener.report<NetwakeReport>();
  const table = await dumpLinks(world.host);
  const changed = differences(tableBefore, table);
  const wrong = differences(after?.table ?? {}, table).length;
  return {
    ended: listener.ended,
    changed: changed.length,
    wrongBefore: differences(before?.table ?? {}, tableBefore).length,
    wrong,
    overflows: (after?.overflows ?? 0) - (before?.overflows ?? 0),
    untilRightMs: wrong === 0 && after !== null ? after.changedAtMs - continuedAtMs : null,
    mistold: after?.told === undefined ? null : mistold(after.told.links, changed, table),
    replayed: after?.told === undefined ? null : after.told.events - changed.length,
    states: after?.told?.states ?? null,
  };
}

function mistold(told: LinkTable, changed: readonly string[], table: LinkTable): number {
  const untold = changed.filter((index) => told[index] === undefined);
  const outdated = Object.keys(told).filter((index) => told[index] !== table[index]);
  return untold.length + outdated.length;
}
